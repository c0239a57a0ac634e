using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Sql;
using Aops.Server.Rights;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>Resolves a draft to hosts, within a transaction or a read.</summary>
internal static class RunPlanner
{
    private const int HostsShownMax = 1000;

    /// <summary>Its hosts, by id.</summary>
    public static List<ChosenHost> Resolve(StoreConnection connection, RunDraft draft)
    {
        if (draft.Ids is not { } ids) return Resolve(connection, draft.Query, draft.Now);
        var hosts = new List<ChosenHost>();
        foreach (var chunk in ids.Chunk(FleetLimits.HostsPerPiece))
            hosts.AddRange(Resolve(connection, ScopeQuery.Both(draft.Query, HostIds.Query(chunk)), draft.Now));
        return [.. hosts.OrderBy(host => host.Id, StringComparer.Ordinal)];
    }

    private static List<ChosenHost> Resolve(StoreConnection connection, QueryNode query, DateTimeOffset now)
    {
        using var command = HostSelect.All(ChosenHost.Columns, query, now).Add(" ORDER BY a.id").Prepare(connection);
        return command.Read(ChosenHost.Read);
    }

    /// <summary>
    /// Names hosts and what is run on them. Presence is no part of it: it changes by itself, and what it means for a host is
    /// said in the draft.
    /// </summary>
    public static string HashOf(RunDraft draft, IReadOnlyList<ChosenHost> hosts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(JsonSerializer.Serialize(
            draft.Order with { Id = "", StartBefore = DateTimeOffset.UnixEpoch, Parameters = draft.Parameters },
            RunJson.Default.RunOrder));
        if (draft.Action is { } action) Add(JsonSerializer.Serialize(action, RunJson.Default.RunAction));
        foreach (var host in hosts) Add(host.Id);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\n'));
    }

    /// <summary>What a draft would be on its hosts.</summary>
    public static RunPlan Show(RunDraft draft, IReadOnlyList<ChosenHost> hosts)
    {
        var planned = hosts.Select(host => Judge(draft, host)).ToList();
        return new RunPlan
        {
            Q = draft.Ids is null ? QueryText.Of(draft.Query) : null,
            Count = planned.Count,
            Ready = planned.Count(host => host.Reason is null),
            PlanHash = HashOf(draft, hosts),
            Exclusions =
            [
                .. planned.Where(host => host.Reason is not null)
                    .GroupBy(host => (host.Phase, Reason: host.Reason!))
                    .Select(group => new PlanExclusion(group.Key.Phase, group.Key.Reason, group.LongCount()))
                    .OrderByDescending(one => one.Count).ThenBy(one => one.Reason, StringComparer.Ordinal),
            ],
            Hosts = [.. planned.Take(HostsShownMax)],
        };
    }

    private static PlannedHost Judge(RunDraft draft, ChosenHost host)
    {
        var (phase, reason) = HostReaches.Of(host.State) switch
        {
            HostReach.Offline when draft.WhileOffline == WhileOffline.Skip =>
                (RunPhases.SkippedOffline, "It is offline."),
            HostReach.Offline => (RunPhases.Queued, "It is offline, and has its turn once it is back."),
            _ => RunReconciler.FindHindrance(draft.Kind, host.Policy) is { } hindrance
                ? (RunPhases.Unsupported, hindrance)
                : (RunPhases.Offered, (string?)null),
        };
        return new PlannedHost { Id = host.Id, Hostname = host.Hostname, Phase = phase, Reason = reason };
    }
}
