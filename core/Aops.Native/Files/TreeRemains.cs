namespace Aops.Native.Files;

/// <summary>A file or directory that could not be removed.</summary>
/// <param name="Path">The path; bytes that are not printable text are shown as <c>\xNN</c>.</param>
/// <param name="Reason">Why it could not be removed.</param>
public sealed record TreeRemain(string Path, string Reason)
{
    /// <summary>Path and reason.</summary>
    public override string ToString() => $"{Path} ({Reason})";
}

/// <summary>The remains after a removal.</summary>
/// <param name="Existed">Whether there was anything to remove.</param>
/// <param name="Named">The first failures, at most <see cref="NamedMax"/>.</param>
/// <param name="Count">Number of failures; directories that stay because of them are not counted.</param>
public sealed record TreeRemains(bool Existed, IReadOnlyList<TreeRemain> Named, long Count)
{
    /// <summary>Most failures that are named.</summary>
    public const int NamedMax = 16;

    private const int SentenceMax = 4;

    /// <summary>Whether everything was removed except what was to be retained.</summary>
    public bool IsNone => Count == 0;

    /// <summary>The failures in words, for a sentence; only the first few are named.</summary>
    public override string ToString()
    {
        var first = string.Join(", ", Named.Take(SentenceMax));
        return Count > SentenceMax ? $"{first} and {Count - SentenceMax} more" : first;
    }

    /// <summary>The remains of this and another removal together.</summary>
    /// <param name="other">The other removal's.</param>
    public TreeRemains With(TreeRemains other) =>
        new(Existed || other.Existed, [.. Named.Concat(other.Named).Take(NamedMax)], Count + other.Count);
}
