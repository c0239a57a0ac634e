using Aops.Server.Events;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>
/// Does steps of runs, each in one transaction that reads the facts, decides and stores: what a host tells, and what an
/// operator says, lies before or after it. Nothing is in memory, so that a server that starts again goes on.
/// </summary>
/// <param name="isFrozen">Whether the fleet is frozen now.</param>
internal sealed class RunStepStore(Database database, Func<bool> isFrozen)
{
    /// <summary>Runs of which not every host has ended.</summary>
    public ValueTask<List<string>> ListOpenAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(RunRows.ListOpen, cancellationToken);

    /// <summary>Does a step of a run, if there is one: it is looked for before anything is written.</summary>
    /// <returns>What was done; null for nothing.</returns>
    public async Task<RunStepDone?> StepAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isThere = await database.ReadAsync(
            connection => Decide(connection, id, now) is not null, cancellationToken);
        return isThere
            ? await database.WriteAsync(
                connection => Decide(connection, id, now) is var (run, step) ? Store(connection, run, step, now) : null,
                Durability.Disk, CancellationToken.None)
            : null;
    }

    private (RunRecord Run, RunStep Step)? Decide(StoreConnection connection, string id, DateTimeOffset now)
    {
        if (RunRows.Find(connection, id) is not { EndedAt: null } run) return null;
        var step = RunReconciler.Next(RunFactRows.Read(connection, run, isFrozen(), now));
        return step.HasNews(run.State) ? (run, step) : null;
    }

    private static RunStepDone Store(StoreConnection connection, RunRecord run, RunStep step, DateTimeOffset now)
    {
        AuditRows.CarryOut(connection, run.Id, RunAudit.ObjectOf(run.Id));
        var events = new List<EventRecord>();
        foreach (var move in step.Moves)
        {
            if (!RunHostRows.Move(connection, run.Id, move, now)) continue;
            ActionRows.Follow(connection, run, move, now);
            if (!RunPhases.IsCharged(move.To)) continue;
            var name = RunHostRows.Find(connection, run.Id, move.AgentId)!.Hostname;
            events.Add(RunEvents.OfHost(run, move.AgentId, name, move.To, move.Reason, now));
        }
        if (step.QueuedTo is var (phase, reason)) RunHostRows.EndQueued(connection, run.Id, phase, reason, now);
        if (step.State != run.State)
        {
            RunRows.SetState(connection, run.Id, step.State, step.Why, now);
            if (step.State == RunState.Halted) events.Add(RunEvents.OfRun(run, $"is halted: {step.Why}", now));
        }
        if (step.IsOver)
        {
            RunRows.End(connection, run.Id, now);
            events.Add(RunEvents.OfRun(RunRows.Find(connection, run.Id)!, now));
        }
        EventStore.Append(connection, events);
        var told = step.Moves.Where(move => move.To == RunPhases.Offered).Select(move => move.AgentId);
        return new RunStepDone([.. told], [.. step.Moves.Select(move => move.AgentId)], events.Count > 0);
    }
}
