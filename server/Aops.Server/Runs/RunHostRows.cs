using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>Hosts of runs in the database, within a transaction or a read.</summary>
internal static class RunHostRows
{
    private const int RowsOfOne = 40;

    private const string Columns =
        "h.agent_id, h.hostname, h.phase, h.since, h.told, h.sent_at, h.reason, h.exit_code, h.signal, h.started_at, " +
        "h.ended_at, h.cpu_milliseconds, h.memory_peak, h.output_end, h.output_received, h.output_missing, h.digest, " +
        "h.playbook";

    private static readonly string InsertMany = InsertOf(RowsOfOne);
    private static readonly string InsertOne = InsertOf(1);

    /// <summary>One host of a run, or null.</summary>
    public static RunHostRecord? Find(StoreConnection connection, string runId, string agentId) =>
        connection.Prepare($"SELECT {Columns} FROM run_host h WHERE h.run_id = @run AND h.agent_id = @agent")
            .Set("@run", runId).Set("@agent", agentId).ReadFirst(Read);

    /// <summary>Hosts of a run, by id.</summary>
    /// <param name="after">The id that theirs are greater than.</param>
    public static List<RunHostRecord> List(
        StoreConnection connection, string runId, RunHostFilter filter, string after, int limit)
    {
        var command = connection.Prepare(
            $"SELECT {Columns} FROM run_host h WHERE h.run_id = @run AND h.agent_id > @after" +
            (filter.Phase is null ? "" : " AND h.phase = @phase") +
            (filter.Digest is null ? "" : " AND h.digest = @digest") +
            (filter.AgentId is null ? "" : " AND h.agent_id = @agent") +
            " ORDER BY h.agent_id LIMIT @limit").Set("@run", runId).Set("@after", after).Set("@limit", limit);
        if (filter.Phase is { } phase) command.Set("@phase", phase);
        if (filter.Digest is { } digest) command.Set("@digest", digest);
        if (filter.AgentId is { } agentId) command.Set("@agent", agentId);
        return command.Read(Read);
    }

    /// <summary>Ids of the hosts of a run with some phases.</summary>
    public static List<string> ListIds(StoreConnection connection, string runId, IEnumerable<string> phases) =>
    [
        .. phases.SelectMany(phase => connection.Prepare(
            "SELECT agent_id FROM run_host WHERE run_id = @run AND phase = @phase ORDER BY agent_id")
            .Set("@run", runId).Set("@phase", phase).Read(row => row.GetString(0))),
    ];

    /// <summary>Adds hosts, which are queued in the order of their positions.</summary>
    public static void Add(
        StoreConnection connection, string runId, IReadOnlyList<ChosenHost> hosts, DateTimeOffset now)
    {
        foreach (var chunk in hosts.Chunk(RowsOfOne))
        {
            if (chunk.Length == RowsOfOne) Insert(connection.Prepare(InsertMany), runId, chunk, now);
            else foreach (var host in chunk) Insert(connection.Prepare(InsertOne), runId, [host], now);
        }
        RunRows.Count(connection, runId, RunPhases.Queued, hosts.Count);
    }

    /// <summary>Moves a host to another phase, and counts it.</summary>
    /// <returns>Whether it had the phase before.</returns>
    public static bool Move(StoreConnection connection, string runId, RunMove move, DateTimeOffset now)
    {
        var isMoved = connection.Prepare(
            "UPDATE run_host SET phase = @to, since = @now, told = 0, reason = @reason, deadline_at = @deadline, " +
            "ended_at = @ended WHERE run_id = @run AND agent_id = @agent AND phase = @from")
            .Set("@run", runId).Set("@agent", move.AgentId).Set("@from", move.From).Set("@to", move.To)
            .Set("@now", now).Set("@reason", move.Reason).Set("@deadline", move.DeadlineAt)
            .Set("@ended", RunPhases.IsFinal(move.To) ? now : null).Run() == 1;
        if (isMoved) CountMove(connection, runId, move.From, move.To, 1);
        return isMoved;
    }

    /// <summary>Moves every host that is queued to a final phase, and counts them.</summary>
    public static void EndQueued(
        StoreConnection connection, string runId, string phase, string reason, DateTimeOffset now)
    {
        var hosts = connection.Prepare(
            "UPDATE run_host SET phase = @to, since = @now, reason = @reason, deadline_at = NULL, ended_at = @now " +
            "WHERE run_id = @run AND phase = @from")
            .Set("@run", runId).Set("@from", RunPhases.Queued).Set("@to", phase).Set("@now", now)
            .Set("@reason", reason).Run();
        CountMove(connection, runId, RunPhases.Queued, phase, hosts);
    }

    /// <summary>The order of a host is being sent, as long as it is offered.</summary>
    /// <returns>Whether it is.</returns>
    public static bool StoreSent(StoreConnection connection, string runId, string agentId, DateTimeOffset now) =>
        connection.Prepare(
            "UPDATE run_host SET sent_at = @now WHERE run_id = @run AND agent_id = @agent AND phase = @phase")
            .Set("@now", now).Set("@run", runId).Set("@agent", agentId).Set("@phase", RunPhases.Offered).Run() == 1;

    /// <summary>Stores what a host tells, and counts it.</summary>
    /// <param name="before">The host before.</param>
    /// <param name="deadline">When it is waited for no longer; null where the phase is final.</param>
    public static void Store(
        StoreConnection connection, string runId, RunHostRecord before, RunReport report, DateTimeOffset? deadline)
    {
        var phase = KebabName.Of(report.Phase);
        connection.Prepare(
            "UPDATE run_host SET phase = @phase, since = @at, told = 1, reason = @reason, deadline_at = @deadline, " +
            "exit_code = @code, signal = @signal, started_at = @started, ended_at = @ended, cpu_milliseconds = @cpu, " +
            "memory_peak = @memory, output_end = @end, playbook = @playbook WHERE run_id = @run AND agent_id = @agent")
            .Set("@run", runId).Set("@agent", before.AgentId).Set("@phase", phase).Set("@at", report.At)
            .Set("@reason", report.Reason).Set("@deadline", deadline).Set("@code", report.ExitCode)
            .Set("@signal", report.Signal).Set("@started", report.StartedAt)
            .Set("@ended", report.IsFinal ? report.At : null).Set("@cpu", report.CpuMilliseconds)
            .Set("@memory", report.MemoryPeakBytes).Set("@end", report.OutputEnd)
            .Set("@playbook", report.Playbook is { } playbook
                ? JsonSerializer.Serialize(playbook, RunJson.Default.PlaybookResult)
                : null)
            .Run();
        CountMove(connection, runId, before.Phase, phase, 1);
    }

    /// <summary>Deletes hosts of a run, at most as many as told.</summary>
    public static int Delete(StoreConnection connection, string runId, int limit) => connection.Prepare(
        "DELETE FROM run_host WHERE run_id = @run AND agent_id IN " +
        "(SELECT h.agent_id FROM run_host h WHERE h.run_id = @run ORDER BY h.agent_id LIMIT @limit)")
        .Set("@run", runId).Set("@limit", limit).Run();

    /// <summary>Stores what the whole output of a host is recognized by.</summary>
    public static int StoreDigest(StoreConnection connection, string runId, string agentId, string digest) =>
        connection.Prepare("UPDATE run_host SET digest = @digest WHERE run_id = @run AND agent_id = @agent")
            .Set("@run", runId).Set("@agent", agentId).Set("@digest", digest).Run();

    private static void CountMove(StoreConnection connection, string runId, string from, string to, int hosts)
    {
        if (from == to) return;
        RunRows.Count(connection, runId, from, -hosts);
        RunRows.Count(connection, runId, to, hosts);
    }

    private static string InsertOf(int rows)
    {
        var sql = new StringBuilder(
            "INSERT INTO run_host (run_id, agent_id, hostname, position, phase, since) VALUES ");
        for (var i = 0; i < rows; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Append(
                CultureInfo.InvariantCulture, $"(@id, @a{i}, @n{i}, @p{i}, '{RunPhases.Queued}', @now)");
        }
        return sql.ToString();
    }

    private static void Insert(StoreCommand command, string runId, ChosenHost[] hosts, DateTimeOffset now)
    {
        command.Set("@id", runId).Set("@now", now);
        for (var i = 0; i < hosts.Length; i++)
        {
            command.Set($"@a{i}", hosts[i].Id).Set($"@n{i}", hosts[i].Hostname)
                .Set($"@p{i}", ChosenHost.PositionIn(runId, hosts[i].Id));
        }
        command.Run();
    }

    private static RunHostRecord Read(DbDataReader row) => new()
    {
        AgentId = row.GetString(0),
        Hostname = row.GetString(1),
        Phase = row.GetString(2),
        Since = row.Time(3),
        IsTold = row.GetInt64(4) != 0,
        SentAt = row.TimeOrNull(5),
        Reason = row.TextOrNull(6),
        ExitCode = row.Int32OrNull(7),
        Signal = row.TextOrNull(8),
        StartedAt = row.TimeOrNull(9),
        EndedAt = row.TimeOrNull(10),
        CpuMilliseconds = row.GetInt64(11),
        MemoryPeakBytes = row.GetInt64(12),
        OutputEnd = row.IsDBNull(13) ? null : row.GetInt64(13),
        OutputReceived = row.GetInt64(14),
        OutputMissing = row.GetInt64(15),
        Digest = row.TextOrNull(16),
        Playbook = row.TextOrNull(17) is { } playbook
            ? JsonSerializer.Deserialize(playbook, RunJson.Default.PlaybookResult)
            : null,
    };
}
