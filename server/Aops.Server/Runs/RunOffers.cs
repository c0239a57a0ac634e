using System.Data.Common;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Heartbeats;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>
/// What the answers to heartbeats tell of runs: orders until the host has said that it has them, and runs that are to end. Of
/// hosts for which there is neither it is known in memory, so that their heartbeats cost a look at a table. Actions are told by
/// the commands that they give.
/// </summary>
internal sealed class RunOffers(Database database)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(ServerLimits.CommandRedeliverySeconds);

    private static readonly string Open =
        "SELECT r.id, r.run_order, r.parameters, h.phase, h.sent_at, r.state FROM run_host h JOIN run r ON r.id = h.run_id " +
        $"WHERE h.agent_id = @agent AND h.ended_at IS NULL AND r.action IS NULL AND (h.phase = '{RunPhases.Offered}' " +
        $"OR (r.state = '{KebabName.Of(RunState.Cancelled)}' AND h.phase <> '{RunPhases.Queued}')) " +
        "ORDER BY r.id LIMIT @limit";

    // Withdrawn though it may have the order: it must not start it.
    private static readonly string Withdrawn =
        "SELECT r.id FROM run_host h JOIN run r ON r.id = h.run_id WHERE h.agent_id = @agent AND h.told = 0 " +
        $"AND r.action IS NULL AND h.phase = '{RunPhases.Withdrawn}' AND h.sent_at IS NOT NULL " +
        "AND r.start_before > @now " +
        "ORDER BY r.id LIMIT @limit";

    private readonly HostCache<bool> _idle = new();

    // When a host was last told of what is cancelled: a held heartbeat is not answered over and over for the same.
    private readonly HostCache<DateTimeOffset> _told = new();

    /// <summary>What an answer tells now.</summary>
    public async ValueTask<WaitingRuns> TakeAsync(
        string agentId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_idle.Has(agentId)) return WaitingRuns.None;
        var changes = _idle.Changes;
        var (open, withdrawn) = await database.ReadAsync(
            connection => Read(connection, agentId, now), cancellationToken);
        if (open.Count == 0 && withdrawn.Count == 0)
        {
            _idle.Add(agentId, true, changes);
            return WaitingRuns.None;
        }
        var orders = Choose(open.Where(run => !run.IsCancelled));
        var due = orders.Where(run => run.SentAt is null || run.SentAt < now - Again).ToList();
        if (due.Count > 0)
        {
            // Before it is sent: of an order that a host may have it is never said that it has it not.
            var taken = await StoreSentAsync(agentId, due, now, cancellationToken);
            orders.RemoveAll(run => due.Contains(run) && !taken.Contains(run.Id));
        }
        var cancelled = open.Where(run => run.IsCancelled).Select(run => run.Id).Concat(withdrawn)
            .Take(RunLimits.CancelledPerReplyMax).ToList();
        return new WaitingRuns(
            orders.Count > 0 ? [.. orders.Select(run => run.Order)] : null, cancelled.Count > 0 ? cancelled : null,
            due.Count > 0 || (cancelled.Count > 0 && IsToldAgain(agentId, now)));
    }

    /// <summary>Something may wait for a host.</summary>
    public void Forget(string agentId)
    {
        _told.Forget(agentId);
        _idle.Forget(agentId);
    }

    private bool IsToldAgain(string agentId, DateTimeOffset now)
    {
        if (_told.Find(agentId) > now - Again) return false;
        _told.Add(agentId, now, _told.Changes);
        return true;
    }

    private static (List<OpenRun> Open, List<string> Withdrawn) Read(
        StoreConnection connection, string agentId, DateTimeOffset now) => (
        connection.Prepare(Open).Set("@agent", agentId)
            .Set("@limit", RunLimits.RunsPerReplyMax + RunLimits.CancelledPerReplyMax).Read(OpenRun.Read),
        connection.Prepare(Withdrawn).Set("@agent", agentId).Set("@now", now)
            .Set("@limit", RunLimits.CancelledPerReplyMax).Read(row => row.GetString(0)));

    // The others follow once the host has these.
    private static List<OpenRun> Choose(IEnumerable<OpenRun> open)
    {
        var (chosen, chars) = (new List<OpenRun>(), 0L);
        foreach (var run in open.Take(RunLimits.RunsPerReplyMax))
        {
            chars += run.Chars;
            if (chosen.Count > 0 && chars > FleetLimits.RunCharsPerReplyMax) break;
            chosen.Add(run);
        }
        return chosen;
    }

    // Those that are still offered: a step may have taken one back meanwhile.
    private Task<HashSet<string>> StoreSentAsync(
        string agentId, List<OpenRun> due, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<HashSet<string>>(
            connection =>
            [
                .. due.Select(run => run.Id).Where(id => RunHostRows.StoreSent(connection, id, agentId, now)),
            ],
            Durability.Process, cancellationToken);

    private sealed record OpenRun(string Id, RunOrder Order, long Chars, DateTimeOffset? SentAt, bool IsCancelled)
    {
        public static OpenRun Read(DbDataReader row)
        {
            var (order, parameters) = (row.GetString(1), row.TextOrNull(2));
            var values = parameters is null
                ? new Dictionary<string, string>()
                : JsonSerializer.Deserialize(parameters, RunJson.Default.IReadOnlyDictionaryStringString)!;
            return new OpenRun(
                row.GetString(0),
                JsonSerializer.Deserialize(order, RunJson.Default.RunOrder)! with { Parameters = values },
                order.Length + (parameters?.Length ?? 0), row.TimeOrNull(4),
                row.GetString(5) == KebabName.Of(RunState.Cancelled));
        }
    }
}
