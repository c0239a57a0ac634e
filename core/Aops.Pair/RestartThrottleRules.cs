using Aops.Native.Events;

namespace Aops.Pair;

/// <summary>How revivals are damped.</summary>
public sealed record RestartThrottleRules
{
    /// <summary>A half that lived this long is no longer young: its crash begins a new count.</summary>
    public TimeSpan MinHealthyUptime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bound of the first damped wait; it doubles with every further crash.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Largest bound of a wait: a half is never away for longer than this by damping.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The backoff that follows from the two.</summary>
    public ExponentialBackoff Backoff => new(FirstWait, 2, WaitMax);

    /// <summary>
    /// Ends by somebody else's signal that are answered at once: who kills a half a hundred times in a row gets it
    /// back a hundred times, and then at the pace of <see cref="RefillTime"/>.
    /// </summary>
    public int BurstMax { get; init; } = 120;

    /// <summary>Time that gives one of <see cref="BurstMax"/> back.</summary>
    public TimeSpan RefillTime { get; init; } = TimeSpan.FromSeconds(1);
}
