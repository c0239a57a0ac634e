namespace Aops.Releases.Packages;

/// <summary>How far a package is.</summary>
/// <param name="BytesDone">Bytes of the packed form that were received.</param>
/// <param name="BytesTotal">Length of the packed form.</param>
public readonly record struct PackageProgress(long BytesDone, long BytesTotal)
{
    /// <summary>0 to 100.</summary>
    public int Percent => BytesTotal <= 0 ? 100 : (int)(BytesDone * 100 / BytesTotal);
}
