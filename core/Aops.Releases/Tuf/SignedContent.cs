namespace Aops.Releases.Tuf;

/// <summary>What a read of a target of the top-level role brought.</summary>
public abstract record SignedContent
{
    /// <summary>It is there, as it was signed.</summary>
    /// <param name="File">What the metadata says of it.</param>
    /// <param name="Bytes">Its content.</param>
    public sealed record Found(TufTargetFile File, byte[] Bytes) : SignedContent;

    /// <summary>The operator has signed none of that name.</summary>
    public sealed record Absent : SignedContent;

    /// <summary>It is signed, and longer than any may be.</summary>
    /// <param name="File">What the metadata says of it.</param>
    /// <param name="Sentence">What is wrong with it.</param>
    public sealed record TooLong(TufTargetFile File, string Sentence) : SignedContent;

    /// <summary>The repository cannot be had or verified now.</summary>
    /// <param name="Sentence">Why.</param>
    public sealed record Failed(string Sentence) : SignedContent;
}
