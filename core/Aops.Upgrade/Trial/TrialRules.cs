using Aops.Contracts;

namespace Aops.Upgrade.Trial;

/// <summary>What a half on trial is judged by.</summary>
public sealed record TrialRules
{
    /// <summary>The half.</summary>
    public required Role Role { get; init; }

    /// <summary>The version on trial; another one that answers is not judged.</summary>
    public required string Version { get; init; }

    /// <summary>How long it must be healthy without a break.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long all of it may take.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What a version has for a heartbeat once its judge knows that the server can be reached: one interval and one timeout.
    /// </summary>
    public TimeSpan HeartbeatGrace { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>
    /// Most that one gap between two observations counts for: while the judge itself was stopped, starved or
    /// suspended nobody is blamed, and nobody is healthy.
    /// </summary>
    public TimeSpan GapMax { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Resident memory that it may have, in bytes.</summary>
    public long MemoryBytesMax { get; set; } = long.MaxValue;

    /// <summary>
    /// Samples in a row over <see cref="MemoryBytesMax"/> after which it is guilty; more than a half allows itself before
    /// it starts anew by itself.
    /// </summary>
    public int MemorySamplesMax { get; set; } = 5;

    /// <summary>Deaths after which it is guilty even if the launcher could not count (a full disk).</summary>
    public int DeathsMax { get; set; } = Limits.TrialStartsMax;
}
