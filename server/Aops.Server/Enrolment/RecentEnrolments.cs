using System.Collections.Concurrent;

namespace Aops.Server.Enrolment;

/// <summary>
/// Which token created which agent, as long as the registration may be withdrawn. In memory only: after a
/// restart of the server it cannot be withdrawn, which the host reports.
/// </summary>
internal sealed class RecentEnrolments(TimeProvider clock)
{
    /// <summary>How long a registration may be withdrawn.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    private long _sweptAt;

    private readonly ConcurrentDictionary<string, (byte[] TokenHash, DateTimeOffset At)> _known = new();

    /// <summary>Records the token that created an agent.</summary>
    public void Add(string agentId, byte[] tokenHash)
    {
        var now = clock.GetUtcNow();
        if (_known.Count >= ServerLimits.RecentEnrolmentsMax && IsTimeToSweep(now))
        {
            foreach (var (id, entry) in _known)
                if (now - entry.At > Lifetime) _known.TryRemove(id, out _);
        }
        if (_known.Count < ServerLimits.RecentEnrolmentsMax) _known[agentId] = (tokenHash, now);
    }

    // A flood of registrations is not made slower by a look at all of them for each.
    private bool IsTimeToSweep(DateTimeOffset now)
    {
        var last = Interlocked.Read(ref _sweptAt);
        return now.UtcTicks - last >= SweepPeriod.Ticks
            && Interlocked.CompareExchange(ref _sweptAt, now.UtcTicks, last) == last;
    }

    /// <summary>The token of an agent; null if it is too late.</summary>
    public byte[]? Find(string agentId) =>
        _known.TryGetValue(agentId, out var entry) && clock.GetUtcNow() - entry.At <= Lifetime ? entry.TokenHash : null;

    /// <summary>Drops a withdrawn registration.</summary>
    public void Forget(string agentId) => _known.TryRemove(agentId, out _);
}
