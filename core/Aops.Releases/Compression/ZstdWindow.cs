namespace Aops.Releases.Compression;

/// <summary>
/// The windows that zstd has (ZSTD_WINDOWLOG_MIN and ZSTD_WINDOWLOG_MAX_64 of zstd.h).
/// </summary>
internal static class ZstdWindow
{
    private const int LogMin = 10;
    private const int LogMax = 31;

    /// <summary>Throws for a window that no frame can have.</summary>
    /// <param name="log">Base-2 logarithm of its bytes.</param>
    public static void Check(int log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(log, LogMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(log, LogMax);
    }
}
