using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Cgroups;

/// <summary>
/// Control groups with limits for programs that are no sub-agents, below the same group of the suite. For one thread at a
/// time.
/// </summary>
public sealed class LimitGroups(AopsLayout layout)
{
    private readonly ControlGroups _groups = new(layout);

    /// <summary>Whether a control group can limit processes here.</summary>
    public bool CanLimitTasks => _groups.WhyNot(GroupLimit.Tasks) is null;

    /// <summary>Why limits of memory or processor time cannot be enforced here, as a sentence; null if they can.</summary>
    public string? FaultOf(LimitSpec limits)
    {
        if (limits.MemoryMaxBytes > 0 && _groups.WhyNot(GroupLimit.Memory) is { } memory)
            return $"limits.memoryMaxBytes: {limits.MemoryMaxBytes} cannot be applied: {memory}";
        return limits.CpuQuotaPercent > 0 && _groups.WhyNot(GroupLimit.Cpu) is { } cpu
            ? $"limits.cpuQuotaPercent: {limits.CpuQuotaPercent} cannot be applied: {cpu}"
            : null;
    }

    /// <summary>Creates the groups of a program and sets its limits.</summary>
    /// <param name="name">Name of its groups.</param>
    /// <returns>Folders of the groups that it must enter.</returns>
    /// <exception cref="StartException">A limit was refused.</exception>
    public IReadOnlyList<string> Prepare(string name, LimitSpec limits) => _groups.Prepare(name, limits);

    /// <summary>Removes the groups of a program that has ended.</summary>
    /// <param name="name">Name of its groups.</param>
    public void Remove(string name) => _groups.Remove(name);
}
