namespace Aops.Spm;

/// <summary>A library that spm cannot run without is not on this host.</summary>
/// <param name="sentence">Which one, and what follows.</param>
internal sealed class MissingLibraryException(string sentence) : Exception(sentence);
