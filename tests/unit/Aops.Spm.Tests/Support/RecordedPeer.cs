using System.Collections.Concurrent;
using Aops.Pair;

namespace Aops.Spm.Tests.Support;

/// <summary>A spa that is watched; notes why it would have been killed.</summary>
internal sealed class RecordedPeer : IWatchedPeer
{
    private readonly ConcurrentQueue<string> _kills = [];

    public IReadOnlyList<string> Kills => [.. _kills];

    public PeerSnapshot Snapshot { get; } = new(PeerState.Up, 1, "2.0", 0);

    public void KillPeer(string reason) => _kills.Enqueue(reason);
}
