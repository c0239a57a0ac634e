namespace Aops.Releases.Tuf;

/// <summary>How a search for a target ended.</summary>
public abstract record TufTargetSearch
{
    private TufTargetSearch()
    {
    }

    /// <summary>Signed metadata lists it.</summary>
    /// <param name="File">What it says of it.</param>
    /// <param name="Role">The role that lists it: <see cref="TufRoles.Targets"/>, or one that it delegates to.</param>
    public sealed record Found(TufTargetFile File, string Role) : TufTargetSearch
    {
        /// <summary>The delegations that led to it, the first one first; empty for the top-level targets.</summary>
        public IReadOnlyList<TufDelegationStep> Delegations { get; init; } = [];
    }

    /// <summary>No authorized role lists it.</summary>
    public sealed record Absent : TufTargetSearch;

    /// <summary>Metadata on the way to it is not to be trusted, or there was no good refresh before.</summary>
    /// <param name="Sentence">Why, and what follows.</param>
    public sealed record Refused(string Sentence) : TufTargetSearch;
}
