using Aops.Contracts;

namespace Aops.Upgrade.Trial;

/// <summary>The criteria of a trial.</summary>
public sealed record TrialRules
{
    /// <summary>The member of the pair on trial.</summary>
    public required Role Role { get; init; }

    /// <summary>The version on trial; another version that replies is not judged.</summary>
    public required string Version { get; init; }

    /// <summary>Time for which it must be healthy without interruption.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest duration of the trial.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Time that a version gets for a heartbeat once its judge knows that the server is reachable: one interval and
    /// one timeout.
    /// </summary>
    public TimeSpan HeartbeatGrace { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>
    /// Longest time that one gap between two observations counts. While the judge itself was stopped, starved or
    /// suspended, the version gains neither blame nor healthy time.
    /// </summary>
    public TimeSpan GapMax { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Limit of resident memory, in bytes.</summary>
    public long MemoryBytesMax { get; set; } = long.MaxValue;

    /// <summary>
    /// Consecutive samples over <see cref="MemoryBytesMax"/> after which it fails; more than those after which a
    /// program restarts itself.
    /// </summary>
    public int MemorySamplesMax { get; set; } = 5;

    /// <summary>Exits after which it fails even if the launcher could not count the starts (a full disk).</summary>
    public int DeathsMax { get; set; } = Limits.TrialStartsMax;
}
