using Aops.Contracts.Local;
using Aops.Native.Processes;

namespace Aops.Pair;

/// <summary>
/// Told what happens to the other half, by one thread and before the watch acts on it: whoever rolls a version back
/// does so in <see cref="Hung"/> or <see cref="Ended"/>, and the revival that follows takes the right slot. Every call
/// stands between an end and a revival, so it returns within a millisecond where nothing is to be written.
/// <para>The peer is passed where it lives and may have to be killed.</para>
/// </summary>
public interface IPeerObserver
{
    /// <summary>It said hello.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="hello">What it said.</param>
    /// <param name="process">Its process.</param>
    void Connected(IWatchedPeer peer, Hello hello, ProcessIdentity process);

    /// <summary>It ended.</summary>
    /// <param name="end">How.</param>
    void Ended(PeerEnd end);

    /// <summary>It hangs and is killed next.</summary>
    /// <param name="silence">For how long it owes an answer.</param>
    void Hung(TimeSpan silence);

    /// <summary>Time went by; at least once in a ping timeout.</summary>
    /// <param name="peer">The peer.</param>
    void Ticked(IWatchedPeer peer);

    /// <summary>It sent a message.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="message">The message.</param>
    /// <returns>What is sent back; null for nothing.</returns>
    LocalMessage? Received(IWatchedPeer peer, LocalMessage message);
}
