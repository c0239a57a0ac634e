namespace Aops.Releases.Runbooks;

/// <summary>What a look at the repository for a signed <typeparamref name="T"/> brought.</summary>
public abstract record TargetLook<T>
{
    /// <summary>One is signed.</summary>
    /// <param name="Content">Its content, verified.</param>
    public sealed record Found(T Content) : TargetLook<T>;

    /// <summary>The operator has signed none.</summary>
    public sealed record Absent : TargetLook<T>;

    /// <summary>One is signed, and no host can take it.</summary>
    /// <param name="Sentence">What is wrong with it.</param>
    public sealed record Refused(string Sentence) : TargetLook<T>;

    /// <summary>The repository cannot be had or verified now.</summary>
    /// <param name="Sentence">Why.</param>
    public sealed record Failed(string Sentence) : TargetLook<T>;
}
