namespace Aops.Query;

/// <summary>A query that is not understood. The message says what is wrong, where, and what was expected there.</summary>
/// <param name="position">The character it is about, from 1; one past the end where something is missing.</param>
/// <param name="sentence">What is wrong and what was expected.</param>
/// <param name="suggestion">A name that was perhaps meant; null for none.</param>
public sealed class QueryException(int position, string sentence, string? suggestion = null)
    : FormatException($"at character {position}: {sentence}")
{
    /// <summary>The character it is about, from 1; one past the end where something is missing.</summary>
    public int Position { get; } = position;

    /// <summary>A name that was perhaps meant; null for none.</summary>
    public string? Suggestion { get; } = suggestion;
}
