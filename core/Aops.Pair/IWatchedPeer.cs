namespace Aops.Pair;

/// <summary>The peer as an observer sees it: how it stands, and the way to end it. <see cref="PeerWatch"/> is it.</summary>
public interface IWatchedPeer
{
    /// <summary>How it stands now.</summary>
    PeerSnapshot Snapshot { get; }

    /// <summary>Kills it, so that its revival takes the slot that the journal now chooses.</summary>
    /// <param name="reason">Why, for the log.</param>
    void KillPeer(string reason);
}
