using Aops.Contracts.Wire;
using Aops.Query.Evaluation;
using Aops.Rollouts.Hosts;
using Aops.Rollouts.Planning;
using Aops.Rollouts.States;
using Aops.Server.Hosts;
using Aops.Server.Layers;
using Aops.Server.Repository;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts;

/// <summary>Resolves rollouts to hosts, by reads alone.</summary>
/// <param name="releases">What is published; null where that cannot be told now, and no bytes are then.</param>
internal sealed class RolloutPlanning(
    Database database, HostReports reports, Func<CancellationToken, Task<IReadOnlyList<Release>?>> releases,
    TimeProvider clock)
{
    /// <summary>How long a host takes from its order to its verdict: a download, a trial of the pair, a heartbeat.</summary>
    public static readonly TimeSpan HostTime = TimeSpan.FromMinutes(2);

    /// <summary>Resolves a rollout.</summary>
    public async Task<ResolvedPlan> ResolveAsync(RolloutDraft draft, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (rank, ids, before, change) = await database.ReadAsync(
            connection =>
            {
                var (rank, ids) = LayerHosts.List(connection, draft.Layer, now);
                return (rank, ids, LayerRows.Find(connection, draft.Layer, draft.Base)?.Document,
                    LayerRows.LastChange(connection));
            },
            cancellationToken);
        if (draft.Only is { } only) ids = [.. ids.Where(only.Contains)];
        var wanted = new WantedDocuments(new MergedLayer(
            draft.Layer, rank, draft.Base + 1, draft.Document.Ordered(before, change + 1)));
        var hosts = await FindAsync(draft, ids, wanted, cancellationToken);
        return new ResolvedPlan(
            RolloutPlanner.Plan(InputOf(draft, hosts, now)),
            hosts.ToDictionary(host => host.HostId, host => host.Traits, StringComparer.Ordinal))
        {
            Unversioned = [.. hosts.Where(host => host.LosesVersion).Select(host => host.HostId)],
        };
    }

    /// <summary>The versions that hosts ran before they went to a version, each with their number, as far as they tell.</summary>
    public IReadOnlyDictionary<string, int> CountBefore(IEnumerable<string> ids, string version) => ids
        .Select(id => reports.Heartbeat(id)?.Agent.Upgrade)
        .Select(upgrade => upgrade?.To == version ? upgrade.From : null)
        .OfType<string>().CountBy(from => from).ToDictionary();

    /// <summary>Places hosts that came into the layer of a rollout that is under way.</summary>
    /// <param name="wanted">What its hosts should be.</param>
    /// <param name="ids">The hosts.</param>
    public async Task<IReadOnlyList<RolloutHost>> PlaceAsync(
        RolloutRecord rollout, WantedDocuments wanted, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var draft = new RolloutDraft
        {
            Id = rollout.Id, Layer = rollout.Layer, Document = rollout.Document, Base = rollout.Base,
            Strategy = rollout.Standing.Strategy,
        };
        var input = InputOf(draft, [], clock.GetUtcNow());
        var hosts = await FindAsync(draft, ids, wanted, cancellationToken);
        return [.. hosts.Select(host => new RolloutHost(RolloutPlanner.Assign(input, host), host.Traits))];
    }

    private static PlanInput InputOf(RolloutDraft draft, IReadOnlyList<PlanHost> hosts, DateTimeOffset now) => new()
    {
        RolloutId = draft.Id, Layer = draft.Layer.Text, To = draft.Base + 1, From = draft.Base,
        Strategy = draft.Strategy, Hosts = hosts, Now = now, HostTime = HostTime,
    };

    private async Task<List<PlanHost>> FindAsync(
        RolloutDraft draft, IReadOnlyList<string> ids, WantedDocuments wanted, CancellationToken cancellationToken)
    {
        var (now, published) = (clock.GetUtcNow(), await releases(cancellationToken) ?? []);
        var stages = await database.ReadAsync(
            connection => LayerHosts.ListStages(
                connection, [.. draft.Strategy.Stages.Select(stage => stage.Query)],
                ids.Count <= HostParts.HostsMax ? ids : null, now),
            cancellationToken);
        var found = new List<PlanHost>(ids.Count);
        foreach (var chunk in ids.Chunk(HostParts.HostsMax))
        {
            var records = await database.ReadAsync(connection => HostStore.List(connection, chunk), cancellationToken);
            foreach (var record in records)
            {
                var stage = stages.FindIndex(taken => taken is null || taken.Contains(record.Facts.Id));
                found.Add(Describe(record.Facts, stage < 0 ? null : stage, wanted, published));
            }
        }
        return await ExpectAsync(found, now, cancellationToken);
    }

    private async Task<List<PlanHost>> ExpectAsync(
        List<PlanHost> hosts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var away = hosts.Where(host => host.Reach == HostReach.Offline).Select(host => host.HostId).ToList();
        if (away.Count == 0) return hosts;
        var times = await database.ReadAsync(connection => ReturnTimes.Find(connection, away, now), cancellationToken);
        return [.. hosts.Select(Expect)];

        PlanHost Expect(PlanHost host) =>
            times.TryGetValue(host.HostId, out var time) ? host with { ReturnsIn = time } : host;
    }

    private PlanHost Describe(HostFacts facts, int? stage, WantedDocuments wanted, IReadOnlyList<Release> published)
    {
        var told = reports.Desired(facts.Id);
        var next = wanted.Of(told.Document);
        var heartbeat = reports.Heartbeat(facts.Id);
        var sizes = PackageSizes.Of(next.Document, facts, heartbeat, published);
        return new PlanHost
        {
            HostId = facts.Id,
            Traits = TraitsOf(facts, heartbeat),
            Stage = stage,
            Reach = reports.ReachOf(facts.Id),
            Bytes = sizes.Bytes,
            Zone = facts.Zone,
            LacksPermission = WayBack.IsBarred(next.Document, facts, heartbeat, published),
            LosesVersion = told.Document.Agent is not null && next.Document.Agent is null,
            Exclusion = reports.IsUninstalled(facts.Id) ? Exclusion.Uninstalled
                : told.Held is not null ? Exclusion.Diverged
                : next.Changes.Count == 0 ? Exclusion.AlreadyThere
                : sizes.IsLacking ? Exclusion.NoPackage
                : null,
        };
    }

    private static HostTraits TraitsOf(HostFacts facts, HeartbeatRequest? heartbeat)
    {
        var told = heartbeat?.SubAgents
            .Where(subAgent => subAgent.Version is not null)
            .ToDictionary(subAgent => subAgent.Name, subAgent => subAgent.Version!, StringComparer.Ordinal);
        var distribution = facts.OsId.Length > 0 ? $"{facts.OsId} {facts.OsVersion}".TrimEnd() : facts.Os;
        return new HostTraits(
            distribution, facts.Kernel, facts.Architecture,
            told ?? facts.SubAgents.ToDictionary(name => name, _ => "", StringComparer.Ordinal));
    }
}
