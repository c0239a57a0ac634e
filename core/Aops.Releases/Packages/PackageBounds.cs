using Aops.Contracts;
using Aops.Releases.Transport;

namespace Aops.Releases.Packages;

/// <summary>
/// Checks on a package before a byte of it is fetched: a signature proves who stated a length, not that the host
/// has space or time for it.
/// </summary>
internal static class PackageBounds
{
    // A timer takes no longer time.
    private static readonly TimeSpan TimeMax = TimeSpan.FromDays(30);

    /// <summary>Tells why a package is not fetched at all; null if it may be.</summary>
    /// <param name="target">The package.</param>
    public static string? FaultOf(ReleaseTarget target)
    {
        if (target.LengthBytes > Limits.PackageBytesMax)
            return $"it has {target.LengthBytes} bytes, and no host takes more than {Limits.PackageBytesMax}";
        return target.UnpackedBytes > Limits.PackageUnpackedBytesMax
            ? $"it unpacks to {target.UnpackedBytes} bytes, and no host takes more than {Limits.PackageUnpackedBytesMax}"
            : null;
    }

    /// <summary>How long a package may take to be brought to a slot, from its source and by any delta.</summary>
    /// <param name="target">The package.</param>
    /// <param name="source">Where it comes from.</param>
    public static TimeSpan TimeFor(ReleaseTarget target, IReleaseSource source)
    {
        double rate = Limits.StageBytesPerSecondMin;
        if (source.BytesPerSecondMax > 0) rate = Math.Min(rate, source.BytesPerSecondMax / 4.0);
        var seconds = Limits.StageSecondsMax + (Math.Max(target.LengthBytes, target.UnpackedBytes) / rate);
        return seconds < TimeMax.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeMax;
    }
}
