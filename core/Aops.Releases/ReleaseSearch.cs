namespace Aops.Releases;

/// <summary>How the search for a package ended.</summary>
public abstract record ReleaseSearch
{
    private ReleaseSearch()
    {
    }

    /// <summary>Signed metadata names it.</summary>
    /// <param name="Target">The package.</param>
    public sealed record Found(ReleaseTarget Target) : ReleaseSearch
    {
        /// <summary>
        /// The rights of every delegation on the way to it: what it holds must keep within each. Empty for a package of
        /// the operator's own.
        /// </summary>
        public IReadOnlyList<PublisherRights> Rights { get; init; } = [];
    }

    /// <summary>There is none, or metadata on the way to it is not to be trusted.</summary>
    /// <param name="Sentence">Which of the two.</param>
    public sealed record Missing(string Sentence) : ReleaseSearch;
}
