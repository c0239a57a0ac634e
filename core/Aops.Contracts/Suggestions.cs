namespace Aops.Contracts;

/// <summary>Suggests the name that was probably meant.</summary>
public static class Suggestions
{
    private const int WordCharsMax = 64;

    /// <summary>
    /// The candidate with the smallest edit distance (insertions, deletions, substitutions, swaps); null if none is
    /// close.
    /// </summary>
    /// <param name="word">The unknown name.</param>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > WordCharsMax) return null;
        var nearest = Math.Max(1, word.Length / 3) + 1;
        string? found = null;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - word.Length) >= nearest) continue;
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance >= nearest) continue;
            (nearest, found) = (distance, candidate);
        }
        return found;
    }

    // Optimal string alignment: two adjacent letters are swapped at most once.
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[from.Length, to.Length];
    }
}
