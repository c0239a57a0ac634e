using Aops.Pair;

namespace Aops.Spa.Tests;

/// <summary>spm, as its watch would show it.</summary>
internal sealed class FakePeer : IWatchedPeer
{
    public PeerSnapshot Snapshot { get; set; } = new(PeerState.Absent, null, null, 0);

    /// <summary>Why it was killed, a reason for each time.</summary>
    public List<string> Kills { get; } = [];

    public void KillPeer(string reason) => Kills.Add(reason);
}
