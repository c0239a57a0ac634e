using Aops.Contracts;
using Aops.Spm.Heartbeats;

namespace Aops.Spm.Connections;

/// <summary>
/// What the server says of a newer signed authority: only a reason to look, some times at once and then at a bounded
/// rate, whatever it says.
/// </summary>
internal sealed class AuthorityHints(ServerConnections connections, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _signal = new();
    private readonly Pace _looks = new(Limits.FleetLooksMax, 1.0 / Limits.FleetLookSeconds, clock);
    private long _lookedAt;

    /// <summary>Takes a hint.</summary>
    /// <param name="generation">The generation that the server says is published; null for none.</param>
    public void Offer(long? generation)
    {
        if (generation is not { } hinted || connections.Record.HasSeen(hinted)) return;
        lock (_gate)
        {
            if (hinted <= _lookedAt || !_looks.TryTake()) return;
        }
        _signal.Raise();
    }

    /// <summary>Notes a generation that was looked at and is not for this host: hints of it are no reason any more.</summary>
    public void MarkLookedAt(long generation)
    {
        lock (_gate) _lookedAt = Math.Max(_lookedAt, generation);
    }

    /// <summary>Waits for a hint, but no longer than a time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        _signal.WaitAsync(atMost, clock, cancellationToken);
}
