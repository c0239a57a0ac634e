using Aops.Contracts;
using Aops.Server.Runs.Output;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>How much output of each run is stored, within a transaction or a read.</summary>
internal static class RunOutputRows
{
    /// <summary>Stores how far the output of a host is here, and how long its file is.</summary>
    /// <returns>By how much the file has grown since it was noted last.</returns>
    public static long Store(
        StoreConnection connection, string runId, string agentId, long received, long missing, long stored)
    {
        var before = connection.Prepare(
            "SELECT output_stored FROM run_host WHERE run_id = @run AND agent_id = @agent")
            .Set("@run", runId).Set("@agent", agentId).Read(row => row.GetInt64(0));
        if (before is not [var old]) return 0;
        connection.Prepare(
            "UPDATE run_host SET output_received = @received, output_missing = @missing, output_stored = @stored " +
            "WHERE run_id = @run AND agent_id = @agent")
            .Set("@run", runId).Set("@agent", agentId).Set("@received", received).Set("@missing", missing)
            .Set("@stored", stored).Run();
        connection.Prepare(
            "INSERT INTO run_output (run_id, bytes) VALUES (@run, @bytes) " +
            "ON CONFLICT(run_id) DO UPDATE SET bytes = run_output.bytes + excluded.bytes")
            .Set("@run", runId).Set("@bytes", stored - old).Run();
        return stored - old;
    }

    /// <summary>Bytes of all output that is stored.</summary>
    public static long Sum(StoreConnection connection) => connection.Prepare(
        "SELECT CAST(COALESCE(sum(bytes), 0) AS BIGINT) FROM run_output").ReadNumber();

    /// <summary>The run that ended first of those whose output is stored; null for none.</summary>
    public static string? FindOldest(StoreConnection connection) => connection.Prepare(
        "SELECT r.id FROM run_output o JOIN run r ON r.id = o.run_id WHERE o.bytes > 0 AND r.ended_at IS NOT NULL " +
        "ORDER BY r.ended_at, r.id LIMIT 1").Read(row => row.GetString(0)) is [var id] ? id : null;

    /// <summary>What holds for output of a host; null where the host has no such run.</summary>
    public static OutputRule? FindRule(StoreConnection connection, string runId, string agentId) => connection.Prepare(
        "SELECT r.state, r.output_bytes_max, o.dropped_at FROM run_host h JOIN run r ON r.id = h.run_id " +
        "LEFT JOIN run_output o ON o.run_id = h.run_id WHERE h.run_id = @run AND h.agent_id = @agent")
        .Set("@run", runId).Set("@agent", agentId).ReadFirst(row => new OutputRule(
            OpenEnum.TryParse<RunState>(row.GetString(0)) == RunState.Cancelled, row.GetInt64(1),
            row.TimeOrNull(2) is not null));

    /// <summary>The output of a run is deleted: all of it is missing from now on.</summary>
    /// <returns>How many bytes it had.</returns>
    public static long Drop(StoreConnection connection, string runId, DateTimeOffset now)
    {
        var bytes = connection.Prepare("SELECT bytes FROM run_output WHERE run_id = @run")
            .Set("@run", runId).Read(row => row.GetInt64(0));
        connection.Prepare("UPDATE run_output SET bytes = 0, dropped_at = @now WHERE run_id = @run")
            .Set("@run", runId).Set("@now", now).Run();
        connection.Prepare(
            "UPDATE run_host SET output_missing = output_received, output_stored = 0 WHERE run_id = @run")
            .Set("@run", runId).Run();
        return bytes is [var had] ? had : 0;
    }
}
