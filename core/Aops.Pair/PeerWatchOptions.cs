using Aops.Contracts;
using Aops.Layout;

namespace Aops.Pair;

/// <summary>What a watch is made of.</summary>
public sealed record PeerWatchOptions
{
    /// <summary>The root.</summary>
    public required AopsLayout Layout { get; init; }

    /// <summary>The half that watches.</summary>
    public required Role Mine { get; init; }

    /// <summary>Starts the other half.</summary>
    public required IPeerStarter Starter { get; init; }

    /// <summary>Told of everything.</summary>
    public required IPeerObserver Observer { get; init; }

    /// <summary>
    /// Makes sure that this half holds its own lock, taking it anew if somebody deleted it. False if another process
    /// has it: then this one is a second copy, and neither starts nor kills anybody. Called on the watch's thread.
    /// </summary>
    public Func<bool> EnsureLock { get; init; } = () => true;

    /// <summary>Times.</summary>
    public PairTimes Times { get; init; } = new();

    /// <summary>Damping of revivals.</summary>
    public RestartThrottleRules Damping { get; init; } = new();
}
