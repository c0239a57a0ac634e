namespace Aops.Supervision;

/// <summary>Settings of a <see cref="Supervisor"/>.</summary>
public sealed class SupervisorOptions
{
    /// <summary>
    /// Program and first arguments by which a child is set up where posix_spawn alone cannot do it; see
    /// <see cref="Children.ChildSetup"/>. Empty for <c>opt/aops/bin/aops-launch child</c> of the layout.
    /// </summary>
    public IReadOnlyList<string> ChildSetupCommand { get; set; } = [];

    /// <summary>Whether pidfd is used where the kernel has it; false tests what happens where it has not.</summary>
    public bool UsePidFd { get; set; } = true;

    /// <summary>Whether limits are held by control groups where they can be written; false tests what happens where not.</summary>
    public bool UseControlGroups { get; set; } = true;

    /// <summary>Whether sub-agents become units of systemd, as is right where spm is one.</summary>
    public bool UseUnits { get; set; }

    /// <summary>Time between two looks at memory, while any sub-agent has a cap; 5 s.</summary>
    public TimeSpan MemoryPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Looks in a row that must find a sub-agent over its memory cap before it is stopped; 3.</summary>
    public int MemorySamplesOverMax { get; set; } = 3;

    /// <summary>
    /// Time between two looks at the length of logs where the kernel does not tell of writes; 250 ms. What a sub-agent
    /// writes in that time is all that its log may be longer than its limits.
    /// </summary>
    public TimeSpan LogPeriod { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Seed of the jitter; null for a random one.</summary>
    public int? Seed { get; set; }
}
