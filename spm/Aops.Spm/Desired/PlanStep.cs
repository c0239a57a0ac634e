using Aops.Contracts.Wire;

namespace Aops.Spm.Desired;

/// <summary>One difference between the current and the desired state.</summary>
internal abstract record PlanStep
{
    /// <summary>Bring the suite to another version.</summary>
    public sealed record UpgradeAgent(DesiredAgent Wanted) : PlanStep;

    /// <summary>Install a sub-agent, or change its version, environment, arguments or whether it runs.</summary>
    public sealed record PutSubAgent(DesiredSubAgent Wanted) : PlanStep;

    /// <summary>Stop and uninstall a sub-agent.</summary>
    public sealed record RemoveSubAgent(string Name) : PlanStep;
}
