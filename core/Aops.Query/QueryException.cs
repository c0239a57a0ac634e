namespace Aops.Query;

/// <summary>
/// A query is invalid. The message says what is wrong, at which character, and what was expected there.
/// </summary>
/// <param name="position">The character, from 1; one past the end if something is missing.</param>
/// <param name="sentence">What is wrong and what was expected.</param>
/// <param name="suggestion">The name that was probably meant; null for none.</param>
public sealed class QueryException(int position, string sentence, string? suggestion = null)
    : FormatException($"at character {position}: {sentence}")
{
    /// <summary>The character, from 1; one past the end if something is missing.</summary>
    public int Position { get; } = position;

    /// <summary>The name that was probably meant; null for none.</summary>
    public string? Suggestion { get; } = suggestion;
}
