namespace Aops.Releases;

/// <summary>How the search for a package ended.</summary>
public abstract record ReleaseSearch
{
    private ReleaseSearch()
    {
    }

    /// <summary>Signed metadata names it.</summary>
    /// <param name="Target">The package.</param>
    public sealed record Found(ReleaseTarget Target) : ReleaseSearch;

    /// <summary>There is none, or metadata on the way to it is not to be trusted.</summary>
    /// <param name="Sentence">Which of the two.</param>
    public sealed record Missing(string Sentence) : ReleaseSearch;
}
