namespace Aops.Tidy.Tests.Words;

/// <summary>A phrase in which a banned word means something else than the term that replaces it.</summary>
/// <param name="Phrase">The exact phrase; letter case does not count. It holds the word and what stands next to it.</param>
/// <param name="Reason">What the word means there.</param>
internal sealed record HonestUse(string Phrase, string Reason);
