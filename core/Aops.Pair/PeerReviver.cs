using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>
/// Starts the peer, unless an operator or the machine's end keeps it down, and spaces the starts. On the thread of the loop only.
/// </summary>
internal sealed class PeerReviver(
    PeerWatchOptions options, PeerProcess process, TimeProvider clock, ILogger logger)
{
    // So that a start that fails at once is not the whole work of the thread.
    private static readonly TimeSpan FailedWaitMin = TimeSpan.FromMilliseconds(10);

    private readonly RestartThrottle _throttle = new(options.Damping, Random.Shared.NextDouble);
    private string? _suppressed;

    /// <summary>Starts by this process.</summary>
    public int Count { get; private set; }

    private string Peer => options.Mine.Peer().ProgramName();

    /// <summary>Counts an end.</summary>
    /// <param name="end">The end.</param>
    /// <returns>How long the next start waits.</returns>
    public TimeSpan Next(PeerEnd end) => _throttle.Next(end, clock.GetElapsedTime(0));

    /// <summary>Starts the peer.</summary>
    public PeerRevival Start()
    {
        if (File.Exists(options.Layout.StopMarker) || !options.EnsureLock()) return new PeerRevival.StaysDown();
        PeerStart start;
        try
        {
            start = options.Starter.Start(options.Mine.Peer());
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            var wait = Next(new PeerEnd(TimeSpan.Zero, false, ChildExit.Unknown));
            logger.PeerStartFailed(Peer, e.Message, wait.TotalSeconds);
            return new PeerRevival.Failed(wait > TimeSpan.Zero ? wait : FailedWaitMin);
        }
        if (start is PeerStart.Suppressed suppressed)
        {
            if (_suppressed != suppressed.Reason) logger.PeerStartSuppressed(Peer, suppressed.Reason);
            _suppressed = suppressed.Reason;
            return new PeerRevival.StaysDown();
        }
        _suppressed = null;
        Count++;
        if (start is not PeerStart.Child { Pid: var child })
        {
            logger.PeerStartAsked(Peer);
            return new PeerRevival.Started(IsFollowed: false);
        }
        logger.PeerStarted(Peer, child);
        return new PeerRevival.Started(process.FollowChild(child));
    }
}
