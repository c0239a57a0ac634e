using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Deployments.Facts;
using Aops.Server.Drifts;
using Aops.Server.Events;
using Aops.Server.Runs.Output;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>The agents' side of runs in the database.</summary>
internal sealed class RunAgentStore(Database database, TimeProvider clock)
{
    /// <summary>What holds for output of a host's run; null where the host has no such run.</summary>
    public ValueTask<OutputRule?> FindAsync(string runId, string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RunOutputRows.FindRule(connection, runId, agentId), cancellationToken);

    /// <summary>A host of a run; null where the host has no such run.</summary>
    public ValueTask<RunHostRecord?> FindHostAsync(string runId, string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RunHostRows.Find(connection, runId, agentId), cancellationToken);

    /// <summary>Takes what a host tells, flushed to the disk, as the host then forgets it.</summary>
    /// <returns>Null where the host has no such run.</returns>
    public Task<ReportOutcome?> ReportAsync(
        string runId, string agentId, RunReport report, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => Take(connection, runId, agentId, report), Durability.Disk, cancellationToken);

    /// <summary>Stores how far the output of a host is here; the file itself is on the disk.</summary>
    /// <returns>The host afterwards, null where the run was dropped meanwhile; and by how much its file has grown.</returns>
    public Task<(RunHostRecord? Host, long Grown)> StoreOutputAsync(
        string runId, string agentId, OutputState state, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                var grown = RunOutputRows.Store(
                    connection, runId, agentId, state.Received, state.Missing, state.Stored);
                return (RunHostRows.Find(connection, runId, agentId), grown);
            },
            Durability.Process, cancellationToken);

    /// <summary>Stores what the whole output of a host is recognized by.</summary>
    public Task StoreDigestAsync(string runId, string agentId, string digest, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => RunHostRows.StoreDigest(connection, runId, agentId, digest),
            Durability.Process, cancellationToken);

    /// <summary>Takes what a host tells, within a transaction.</summary>
    /// <returns>Null where the host has no such run.</returns>
    public ReportOutcome? Take(StoreConnection connection, string runId, string agentId, RunReport report)
    {
        if (RunHostRows.Find(connection, runId, agentId) is not { } before) return null;
        var run = RunRows.Find(connection, runId)!;
        if (!ReportRule.Counts(before.Phase, before.IsTold, report)) return new(false, before);
        var now = clock.GetUtcNow();
        // By the clock of this server: that of a host may be wrong.
        var deadline = report.IsFinal
            ? (DateTimeOffset?)null
            : RunReconciler.DeadlineOf(
                run.StartBefore, run.Longest, report.Phase == RunPhase.Accepted ? null : now);
        RunHostRows.Store(connection, runId, before, report, deadline);
        if (report.IsFinal && run.Order.Runbook is { } runbook)
            DriftRows.Note(connection, runbook, agentId, runId, report, now);
        // A check changes nothing.
        if (report.IsFinal && run is { Deployment: { } use, Order.Check: false })
            DeploymentHostRows.Note(connection, use, agentId, runId, report, now);
        if (report.IsFinal)
        {
            var phase = KebabName.Of(report.Phase);
            EventStore.Append(connection,
                [RunEvents.OfHost(run, agentId, before.Hostname, phase, ReasonOf(report), now)]);
        }
        return new(true, RunHostRows.Find(connection, runId, agentId)!);
    }

    private static string? ReasonOf(RunReport report) => report switch
    {
        { Reason.Length: > 0 } => report.Reason,
        { ExitCode: not (null or 0) } => $"exit code {report.ExitCode}",
        { Signal: { } signal } => signal,
        _ => null,
    };
}
