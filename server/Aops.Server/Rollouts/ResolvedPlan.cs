using Aops.Rollouts.Hosts;
using Aops.Rollouts.Planning;

namespace Aops.Server.Rollouts;

/// <summary>A plan with what told its hosts apart.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Traits">What tells each host apart, by its id.</param>
internal sealed record ResolvedPlan(RolloutPlan Plan, IReadOnlyDictionary<string, HostTraits> Traits)
{
    private const int CellsShown = 20;

    /// <summary>Hosts to which nothing would say any more which version of the suite they should run.</summary>
    public IReadOnlyList<string> Unversioned { get; init; } = [];

    /// <summary>Its hosts as they are stored.</summary>
    public IReadOnlyList<RolloutHost> Hosts { get; } =
        [.. Plan.Assignments.Select(assignment => new RolloutHost(assignment, Traits[assignment.HostId]))];

    /// <summary>It as it is shown.</summary>
    public PlanView ToView() => new()
    {
        PlanHash = Plan.Hash,
        Hosts = Plan.Hosts,
        Excluded = Plan.Excluded.ToDictionary(entry => Contracts.KebabName.Of(entry.Key), entry => entry.Value),
        LackingPermission = Plan.LackingPermission,
        EtaSeconds = (long?)Plan.Eta?.TotalSeconds,
        EtaOfWaitingSeconds = (long?)Plan.EtaOfWaiting?.TotalSeconds,
        Bytes = Plan.Stages.Sum(stage => stage.Bytes),
        Stages =
        [
            .. Plan.Stages.Select(stage => new StagePlanView
            {
                Name = stage.Name,
                Hosts = stage.Hosts,
                Waiting = stage.Waiting,
                Canaries = stage.Canaries,
                Cells = stage.Cells,
                CellsUncovered =
                    [.. stage.CellsUncovered.Take(CellsShown).Select(cell => new CellView(cell.Cell, cell.Hosts))],
                Waves = stage.Waves,
                Bytes = stage.Bytes,
            }),
        ],
    };
}
