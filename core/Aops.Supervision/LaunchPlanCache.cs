using System.Diagnostics.CodeAnalysis;
using Aops.Contracts.SubAgents;
using Aops.Supervision.Adoption;
using Aops.Supervision.Launching;

namespace Aops.Supervision;

/// <summary>
/// How the present specification of a sub-agent is started: made once, since a restart must not cost it again. On
/// the loop only.
/// </summary>
internal sealed class LaunchPlanCache(SupervisorContext context)
{
    private LaunchPlan? _plan;
    private string? _digest;

    /// <summary>The plan.</summary>
    /// <exception cref="StartException">It cannot be made; the next call tries again.</exception>
    public LaunchPlan Get(SubAgentSpec spec, string slotDirectory) => _plan ??=
        LaunchPlan.Make(spec, slotDirectory, context.Layout, context.Starter.WhyNot)
            .WithVariable(SubAgentEnvironment.Mark, SubAgentProof.MarkOf(context.Layout, spec.Name));

    /// <summary>The plan for a probe; a start would tell why there is none.</summary>
    public bool TryGet(SubAgentSpec spec, string slotDirectory, [NotNullWhen(true)] out LaunchPlan? plan)
    {
        try
        {
            plan = Get(spec, slotDirectory);
            return true;
        }
        catch (StartException)
        {
            plan = null;
            return false;
        }
    }

    /// <summary>Digest of what determines a start.</summary>
    public string DigestOf(SubAgentSpec spec, string slotDirectory) =>
        _digest ??= LaunchDigest.Of(spec, slotDirectory);

    /// <summary>Forgets the plan: the next start may succeed where one has failed.</summary>
    public void ClearPlan() => _plan = null;

    /// <summary>Forgets all, for another specification or slot.</summary>
    public void Clear()
    {
        _plan = null;
        _digest = null;
    }
}
