using System.Collections.Concurrent;
using Aops.Contracts;

namespace Aops.Releases.Transport.Mirrors;

/// <summary>
/// Which mirrors are left out for a while, since they could not be had or gave what was not signed. Outlives downloads.
/// </summary>
/// <param name="onLeftOut">Told of each mirror that is left out, and why, as a clause.</param>
public sealed class MirrorHealth(TimeProvider clock, Action<Uri, string> onLeftOut)
{
    private static readonly TimeSpan LeftOut = TimeSpan.FromSeconds(MirrorLimits.LeftOutSeconds);

    private readonly ConcurrentDictionary<Uri, long> _since = new();

    /// <summary>Whether a mirror may be asked.</summary>
    public bool MayAsk(Mirror mirror) =>
        !_since.TryGetValue(mirror.Address, out var since) || clock.GetElapsedTime(since) >= LeftOut;

    /// <summary>Leaves a mirror out for <see cref="MirrorLimits.LeftOutSeconds"/>.</summary>
    /// <param name="mirror">The mirror.</param>
    /// <param name="reason">Why, as a clause.</param>
    public void LeaveOut(Mirror mirror, string reason)
    {
        _since[mirror.Address] = clock.GetTimestamp();
        onLeftOut(mirror.Address, reason);
    }
}
