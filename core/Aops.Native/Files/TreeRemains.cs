namespace Aops.Native.Files;

/// <summary>Something that could not be removed.</summary>
/// <param name="Path">Where it is; bytes that are no printable text are shown as <c>\xNN</c>.</param>
/// <param name="Reason">Why it stays, in words.</param>
public sealed record TreeRemain(string Path, string Reason)
{
    /// <summary>Path and reason.</summary>
    public override string ToString() => $"{Path} ({Reason})";
}

/// <summary>What a removal has left.</summary>
/// <param name="Existed">Whether there was anything.</param>
/// <param name="Named">The first of what could not be removed, at most <see cref="NamedMax"/>.</param>
/// <param name="Count">How many could not be removed; folders that stay because of them do not count.</param>
public sealed record TreeRemains(bool Existed, IReadOnlyList<TreeRemain> Named, long Count)
{
    /// <summary>Most remains that are named.</summary>
    public const int NamedMax = 16;

    private const int SentenceMax = 4;

    /// <summary>Whether nothing is left but what was to be kept.</summary>
    public bool IsNone => Count == 0;

    /// <summary>The remains in words, for a sentence; the first few by name.</summary>
    public override string ToString()
    {
        var first = string.Join(", ", Named.Take(SentenceMax));
        return Count > SentenceMax ? $"{first} and {Count - SentenceMax} more" : first;
    }

    /// <summary>Those of two removals together.</summary>
    /// <param name="other">The other removal's.</param>
    public TreeRemains With(TreeRemains other) =>
        new(Existed || other.Existed, [.. Named.Concat(other.Named).Take(NamedMax)], Count + other.Count);
}
