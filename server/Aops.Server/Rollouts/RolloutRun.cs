using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Layers;
using Aops.Server.Repository;

namespace Aops.Server.Rollouts;

/// <summary>A rollout in memory: what is stored of it, and what its layer says to its hosts.</summary>
internal sealed class RolloutRun
{
    private readonly List<RolloutHost> _hosts;
    private readonly List<Assignment> _assignments;
    private readonly ReportTable _reports;
    private WantedDocuments _wanted;

    private readonly LayerDocument _before;

    /// <summary>Takes what is stored of it.</summary>
    /// <param name="layer">The layer at the revision of the rollout; before its start at the one that it is made of.</param>
    /// <param name="before">What the layer says to hosts that the rollout has not reached.</param>
    public RolloutRun(
        RolloutRecord rollout, IReadOnlyList<RolloutHost> hosts, MergedLayer layer, LayerDocument before)
    {
        _before = before;
        Rollout = rollout;
        _hosts = [.. hosts];
        _assignments = [.. hosts.Select(host => host.Assignment)];
        _reports = new ReportTable(_hosts);
        _wanted = new WantedDocuments(layer);
    }

    /// <summary>What is stored of it.</summary>
    public RolloutRecord Rollout { get; private set; }

    /// <summary>Its hosts, by stage and position.</summary>
    public IReadOnlyList<RolloutHost> Hosts => _hosts;

    /// <summary>What its hosts should be.</summary>
    public WantedDocuments Wanted => _wanted;

    /// <summary>Hosts that have left the layer, and whether each is still in the fleet.</summary>
    public IReadOnlyDictionary<string, bool> Missing { get; set; } = new Dictionary<string, bool>();

    /// <summary>When its hosts were compared with those of the layer; null for never.</summary>
    public DateTimeOffset? ComparedAt { get; set; }

    /// <summary>Ids of the hosts that it has in flight.</summary>
    public IEnumerable<string> InFlight => _assignments
        .Where(assignment => AssignmentTable.IsInFlight(assignment.State)).Select(assignment => assignment.HostId);

    /// <summary>Everything that a step is decided from.</summary>
    /// <param name="reports">What is known of hosts.</param>
    /// <param name="isTaken">Whether another rollout has a host in flight.</param>
    /// <param name="isFrozen">Whether the fleet is frozen.</param>
    /// <param name="releases">What is published; null where that cannot be told now.</param>
    /// <param name="now">The time.</param>
    /// <returns>Facts that hold until the next are asked for.</returns>
    public RolloutFacts ToFacts(
        HostReports reports, Func<string, bool> isTaken, bool isFrozen, IReadOnlyList<Release>? releases,
        DateTimeOffset now)
    {
        _reports.Take(reports, _wanted, Missing, isTaken);
        return new RolloutFacts
        {
            Now = now,
            Rollout = Rollout.Standing,
            Stages = Rollout.Stages,
            Assignments = _assignments,
            Reports = _reports,
            IsFrozen = isFrozen,
            Withdrawn = Rollout.WasPublished
                ? PublishedVersions.FindWithdrawn(Rollout.Document, _before, releases)
                : null,
            ChangesMax = FleetLimits.HostsPerPiece,
        };
    }

    /// <summary>Takes in what was stored of a step.</summary>
    /// <param name="layer">The layer at the revision of the rollout.</param>
    public void Apply(StepOutcome.Stored stored, MergedLayer layer)
    {
        Rollout = stored.Rollout;
        foreach (var (index, host) in stored.Hosts)
        {
            _hosts[index] = host;
            _assignments[index] = host.Assignment;
        }
        if (layer.Revision != _wanted.Next.Revision) _wanted = new WantedDocuments(layer);
    }
}
