namespace Aops.Pair;

/// <summary>Times of the watch; those of conf.yml may change while it runs.</summary>
public sealed record PairTimes
{
    /// <summary>Time between two beats of spm.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which the other half hangs.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a half that finds nobody waits for the other to call before it starts it: both may have been started
    /// at the same time.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Wait between two looks whether the stop marker is still there.</summary>
    public TimeSpan StoppedRecheck { get; init; } = TimeSpan.FromSeconds(5);
}
