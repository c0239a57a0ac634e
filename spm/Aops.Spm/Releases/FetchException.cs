namespace Aops.Spm.Releases;

/// <summary>A package could not be fetched. Nothing was changed.</summary>
internal sealed class FetchException(string sentence) : Exception(sentence)
{
    /// <summary>
    /// Whether the package itself is unusable although it is signed, so that another try is useless.
    /// </summary>
    public bool IsTheVersions { get; init; }
}
