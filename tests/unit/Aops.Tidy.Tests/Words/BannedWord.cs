namespace Aops.Tidy.Tests.Words;

/// <summary>A word that this tree does not use, and how often it still stands in it.</summary>
/// <param name="Word">Its first form, as <c>docs/reference/GLOSSARY.md</c> lists it.</param>
/// <param name="Left">Occurrences that are left, in all forms. It only falls.</param>
/// <param name="Instead">The term of the field.</param>
/// <param name="Forms">Further forms, in lower case.</param>
internal sealed record BannedWord(string Word, int Left, string Instead, params string[] Forms)
{
    /// <summary>Whether a word of a text is a form of this one.</summary>
    /// <param name="word">In lower case.</param>
    public bool Is(string word) => word == Word || Forms.Contains(word);
}
