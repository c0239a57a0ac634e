namespace Aops.Spm.Releases;

/// <summary>A package could not be had: the network, the disk, or what was offered. Nothing was changed by the try.</summary>
internal sealed class FetchException(string sentence) : Exception(sentence);
