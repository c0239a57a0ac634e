namespace Aops.Pair;

/// <summary>State × trigger table of the watch; pure. Each state has one time that ends it, told by Due.</summary>
public static class PeerMachine
{
    /// <summary>Decides what a trigger leads to; one without meaning in the state changes nothing.</summary>
    /// <param name="state">The state.</param>
    /// <param name="trigger">The trigger.</param>
    public static (PeerState State, PeerAction Action) Next(PeerState state, PeerTrigger trigger) =>
        (state, trigger) switch
        {
            // Whoever calls is there, whatever was thought of it before.
            (_, PeerTrigger.Connected) => (PeerState.Up, PeerAction.None),

            (PeerState.Up, PeerTrigger.Disconnected) => (PeerState.Silent, PeerAction.None),
            (PeerState.Absent or PeerState.Backoff, PeerTrigger.Found) => (PeerState.Silent, PeerAction.None),

            (PeerState.Starting or PeerState.Up or PeerState.Silent or PeerState.Ending, PeerTrigger.Ended) =>
                (PeerState.Backoff, PeerAction.Revive),
            (PeerState.Starting, PeerTrigger.StartFailed) => (PeerState.Backoff, PeerAction.Revive),

            (PeerState.Absent or PeerState.Backoff or PeerState.Stopped, PeerTrigger.Due) =>
                (PeerState.Starting, PeerAction.Start),
            (PeerState.Starting or PeerState.Up or PeerState.Silent or PeerState.Ending,
                PeerTrigger.Due or PeerTrigger.KillWanted) => (PeerState.Ending, PeerAction.Kill),

            _ => (state, PeerAction.None),
        };
}
