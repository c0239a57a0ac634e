namespace Aops.Contracts;

/// <summary>Limits of mirrors, from which a host fetches packages.</summary>
public static class MirrorLimits
{
    /// <summary>Mirrors of one host.</summary>
    public const int CountMax = 8;

    /// <summary>Sites in <c>fleet/mirrors.json</c>.</summary>
    public const int SitesMax = 256;

    /// <summary>Names and patterns of hosts of one site.</summary>
    public const int PatternsMax = 1024;

    /// <summary>Length of <c>fleet/mirrors.json</c>, in bytes.</summary>
    public const int BytesMax = 256 * 1024;

    /// <summary>
    /// Lowest mean rate of a mirror, in bytes a second, over each <see cref="Limits.DownloadWindowSeconds"/>; a quarter of
    /// the host's own bandwidth limit if that is less. A slower one is left out, and the download goes on elsewhere.
    /// </summary>
    public const int BytesPerSecondMin = 64 * 1024;

    /// <summary>Time for which a mirror is left out that could not be had, or gave what was not signed, in seconds.</summary>
    public const int LeftOutSeconds = 600;
}
