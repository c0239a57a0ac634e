using Aops.Contracts;
using Aops.Hosting.Loops;
using Aops.Spm.Heartbeats;

namespace Aops.Spm.Connections;

/// <summary>
/// Hints of the server that a newer authority is signed. A hint is only a reason to fetch the signed
/// target; hints are followed at a bounded rate, with a small burst.
/// </summary>
internal sealed class AuthorityHints(ServerConnections connections, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _signal = new();
    private readonly Pace _looks = new(Limits.FleetLooksMax, 1.0 / Limits.FleetLookSeconds, clock);
    private long _lookedAt;

    /// <summary>Takes a hint from a server's reply.</summary>
    /// <param name="generation">The generation that the server reports as published; null for none.</param>
    public void Offer(long? generation)
    {
        if (generation is not { } hinted || connections.Record.HasSeen(hinted)) return;
        lock (_gate)
        {
            if (hinted <= _lookedAt || !_looks.TryTake()) return;
        }
        _signal.Raise();
    }

    /// <summary>
    /// Records a generation that was fetched and does not apply to this host; further hints of it are
    /// ignored.
    /// </summary>
    public void MarkLookedAt(long generation)
    {
        lock (_gate) _lookedAt = Math.Max(_lookedAt, generation);
    }

    /// <summary>Waits for a hint, for a limited time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        _signal.WaitAsync(atMost, clock, cancellationToken);
}
