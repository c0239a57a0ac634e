using System.Data.Common;
using Aops.Query;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>
/// Reads what a step is decided from, within a transaction or a read: the counts, and no more hosts than one step moves. What a
/// step cannot decide about is not read, so that it keeps no place from the others.
/// </summary>
internal static class RunFactRows
{
    private const string Columns = "h.agent_id, h.phase, h.sent_at, h.deadline_at, a.state, a.runs";

    private const string From = "FROM run_host h LEFT JOIN agent a ON a.id = h.agent_id WHERE h.run_id = @run";

    // HostState: 1 and 2 hear of an order, 4 is not known yet.
    private const string InOrder =
        $"SELECT {Columns} {From} AND h.phase = '{RunPhases.Queued}' AND (a.id IS NULL OR a.state IN (1, 2) " +
        "OR (@skips = 1 AND a.state <> 4)) ORDER BY h.position, h.agent_id LIMIT @limit";

    // The order of a host that does not know of it may be taken back; a host that is gone tells nothing.
    private static readonly string NotReached =
        $"SELECT {Columns} {From} AND h.phase = '{RunPhases.Offered}' AND (a.id IS NULL OR (h.sent_at IS NULL " +
        "AND (@closes = 1 OR a.state NOT IN (1, 2, 4))) OR @cancelled = 1) ORDER BY h.agent_id LIMIT @limit";

    private static readonly string Gone =
        $"SELECT {Columns} {From} AND h.phase IN ('{RunPhases.Accepted}', '{RunPhases.Running}') AND a.id IS NULL " +
        "ORDER BY h.agent_id LIMIT @limit";

    private static readonly string Late =
        $"SELECT {Columns} {From} AND h.deadline_at <= @now ORDER BY h.agent_id LIMIT @limit";

    /// <summary>The facts of a run.</summary>
    /// <param name="isFrozen">Whether the fleet is.</param>
    public static RunFacts Read(StoreConnection connection, RunRecord run, bool isFrozen, DateTimeOffset now)
    {
        var isWithdrawn = run is { State: RunState.Cancelled, Kind: not RunKind.Action };
        var closes = run.State != RunState.Running || now > run.StartBefore;
        var facts = new RunFacts
        {
            Now = now,
            Kind = run.Kind,
            State = run.State,
            Since = run.Since,
            StartBefore = run.StartBefore,
            Longest = run.Longest,
            Concurrency = run.Concurrency,
            Budget = run.Budget,
            WhileOffline = run.WhileOffline,
            Counts = run.Counts,
            IsFrozen = isFrozen && !run.IgnoresFreeze,
            Window = run.Window,
            Ramp = run.Ramp,
            Hosts = run.Hosts,
            Waiting = [],
            Doubtful = [],
        };
        var isHeld = facts.Hold != RunHold.None;
        return facts with
        {
            Waiting = closes || isHeld || run.Counts.InFlight >= run.Concurrency || run.Counts.Queued == 0
                ? []
                : Of(InOrder).Set("@skips", run.WhileOffline == WhileOffline.Skip ? 1 : 0).Read(Read),
            Doubtful =
            [
                .. Of(NotReached).Set("@closes", closes || isHeld ? 1 : 0)
                    .Set("@cancelled", isWithdrawn ? 1 : 0).Read(Read)
                    .Concat(Of(Gone).Read(Read)).Concat(Of(Late).Set("@now", now).Read(Read))
                    .DistinctBy(host => host.AgentId, StringComparer.Ordinal),
            ],
        };

        StoreCommand Of(string sql) =>
            connection.Prepare(sql).Set("@run", run.Id).Set("@limit", FleetLimits.HostsPerPiece);
    }

    private static RunCandidate Read(DbDataReader row) => new()
    {
        AgentId = row.GetString(0),
        Phase = row.GetString(1),
        IsSent = !row.IsDBNull(2),
        DeadlineAt = row.TimeOrNull(3),
        Reach = HostReaches.Of(row.IsDBNull(4) ? null : (HostState)row.GetInt64(4)),
        Policy = row.TextOrNull(5) ?? "",
    };
}
