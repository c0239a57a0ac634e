namespace Aops.Spm.Releases;

/// <summary>A package could not be had. Nothing was changed by the try.</summary>
internal sealed class FetchException(string sentence) : Exception(sentence)
{
    /// <summary>Whether the package itself is at fault (signed, but not to be unpacked), so that another try is no use.</summary>
    public bool IsTheVersions { get; init; }
}
