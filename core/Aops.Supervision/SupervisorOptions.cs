namespace Aops.Supervision;

/// <summary>Settings of a <see cref="Supervisor"/>.</summary>
public sealed class SupervisorOptions
{
    /// <summary>
    /// Program and first arguments that set up a child if posix_spawn alone cannot; see
    /// <see cref="Children.ChildSetup"/>. Empty for <c>opt/aops/bin/aops-launch child</c> of the layout.
    /// </summary>
    public IReadOnlyList<string> ChildSetupCommand { get; set; } = [];

    /// <summary>Whether pidfd is used if the kernel has it; false tests the code without it.</summary>
    public bool UsePidFd { get; set; } = true;

    /// <summary>
    /// Whether control groups enforce limits if they are writable; false tests the code without them.
    /// </summary>
    public bool UseControlGroups { get; set; } = true;

    /// <summary>Whether sub-agents become systemd units, as is right if spm is a unit.</summary>
    public bool UseUnits { get; set; }

    /// <summary>Time between two memory checks, while any sub-agent has a cap; 5 s.</summary>
    public TimeSpan MemoryPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Consecutive checks above the memory cap after which a sub-agent is stopped; 3.</summary>
    public int MemorySamplesOverMax { get; set; } = 3;

    /// <summary>
    /// Time between two checks of log lengths if the kernel does not notify of writes; 250 ms. A log can exceed its
    /// limit by what is written in that time.
    /// </summary>
    public TimeSpan LogPeriod { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Seed of the jitter; null for a random one.</summary>
    public int? Seed { get; set; }
}
