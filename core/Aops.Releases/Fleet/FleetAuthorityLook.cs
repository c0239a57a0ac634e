namespace Aops.Releases.Fleet;

/// <summary>What a look at the repository for a <see cref="FleetAuthority"/> brought.</summary>
public abstract record FleetAuthorityLook
{
    /// <summary>One is signed.</summary>
    /// <param name="Authority">Its content, verified.</param>
    public sealed record Found(FleetAuthority Authority) : FleetAuthorityLook;

    /// <summary>The operator has signed none.</summary>
    public sealed record Absent : FleetAuthorityLook;

    /// <summary>One is signed, and no host can take it.</summary>
    /// <param name="Generation">Its generation; null where that cannot be told.</param>
    /// <param name="Sentence">What is wrong with it.</param>
    public sealed record Refused(long? Generation, string Sentence) : FleetAuthorityLook;

    /// <summary>The repository cannot be had or verified now.</summary>
    /// <param name="Sentence">Why.</param>
    public sealed record Failed(string Sentence) : FleetAuthorityLook;
}
