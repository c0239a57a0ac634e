using Aops.Query;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Rights;
using Aops.Server.Runs;
using Aops.Server.Storage;

namespace Aops.Server.Schedules;

/// <summary>Schedules in the database; each write is one transaction, that of a time with the run that it starts.</summary>
internal sealed class ScheduleStore(Database database)
{
    /// <summary>Schedules by name, after one.</summary>
    public ValueTask<List<ScheduleRecord>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ScheduleRows.List(connection, after, limit), cancellationToken);

    /// <summary>Those whose next time has come.</summary>
    public ValueTask<List<ScheduleRecord>> ListDueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ScheduleRows.ListDue(connection, now), cancellationToken);

    /// <summary>One schedule, or null.</summary>
    public ValueTask<ScheduleRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ScheduleRows.Find(connection, name), cancellationToken);

    /// <summary>Whether a run is there, and not every host of it has ended.</summary>
    public ValueTask<bool> IsOpenAsync(string? runId, CancellationToken cancellationToken) => runId is null
        ? ValueTask.FromResult(false)
        : database.ReadAsync(
            connection => RunRows.IsOpen(connection, runId), cancellationToken);

    /// <summary>Writes a schedule.</summary>
    /// <param name="wanted">The schedule; its revision is given by the write.</param>
    /// <param name="query">Its hosts.</param>
    /// <param name="isNew">Whether it is made by it; else it is there.</param>
    /// <param name="expected">The revision that it must have; null for any.</param>
    /// <param name="scope">The hosts that the writer may change.</param>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<ScheduleWrite> SaveAsync(
        ScheduleRecord wanted, QueryNode query, bool isNew, long? expected, QueryNode scope, bool isDry,
        CancellationToken cancellationToken) => database.RunAsync<ScheduleWrite>(
        connection =>
        {
            var before = ScheduleRows.Find(connection, wanted.Name);
            if (isNew && before is not null) return new ScheduleWrite.NameTaken();
            if (!isNew && Refuse(before, expected, scope) is { } refusal) return refusal;
            if (before is null && ScheduleRows.Count(connection) >= FleetLimits.SchedulesMax)
                return new ScheduleWrite.TooMany();
            var schedule = wanted with
            {
                Revision = (before?.Revision ?? 0) + 1, LastAt = before?.LastAt, LastRun = before?.LastRun,
                LastOutcome = before?.LastOutcome, LastSentence = before?.LastSentence,
            };
            var count = HostStore.Count(connection, query, wanted.ChangedAt);
            if (isDry) return new ScheduleWrite.Saved(schedule, count);
            ScheduleRows.Save(connection, schedule);
            AuditRows.Append(connection, ScheduleAudit.Saved(schedule, before));
            EventStore.Append(connection, [ScheduleEvents.Saved(schedule, wanted.ChangedAt)]);
            return new ScheduleWrite.Saved(schedule, count);
        },
        isDry, cancellationToken);

    /// <summary>Removes a schedule.</summary>
    public Task<ScheduleWrite> RemoveAsync(
        string name, long? expected, QueryNode scope, bool isDry, DateTimeOffset now,
        CancellationToken cancellationToken) => database.RunAsync<ScheduleWrite>(
        connection =>
        {
            var before = ScheduleRows.Find(connection, name);
            if (Refuse(before, expected, scope) is { } refusal) return refusal;
            if (isDry) return new ScheduleWrite.Removed();
            ScheduleRows.Remove(connection, name);
            AuditRows.Append(connection, ScheduleAudit.Removed(before!));
            EventStore.Append(connection, [ScheduleEvents.Of(before!, "is removed.", now)]);
            return new ScheduleWrite.Removed();
        },
        isDry, cancellationToken);

    /// <summary>Deals with a time: starts its run, or notes why not. Nothing where the schedule is another by now.</summary>
    /// <param name="schedule">The schedule as it was decided about.</param>
    /// <param name="act">What is done.</param>
    /// <returns>Whether it was done.</returns>
    public Task<bool> ActAsync(ScheduleRecord schedule, ScheduleAct act, DateTimeOffset now) => database.WriteAsync(
        connection =>
        {
            var there = ScheduleRows.Find(connection, schedule.Name);
            if (there is null || there.Revision != schedule.Revision || there.NextAt != schedule.NextAt) return false;
            switch (act)
            {
                case ScheduleAct.Stop stop:
                    AuditRows.Append(connection, ScheduleAudit.Stopped(there, stop.Why));
                    ScheduleRows.Stop(connection, there.Name, stop.Why, now);
                    EventStore.Append(connection, [ScheduleEvents.Of(there, $"is stopped: {stop.Why}", now)]);
                    return true;
                case ScheduleAct.Leave leave:
                    Note(connection, there, leave.Outcome, leave.Sentence, null, now);
                    return true;
                case ScheduleAct.Start start:
                    Start(connection, there, start, now);
                    return true;
                default:
                    return false;
            }
        },
        // Not cancelled in the middle: a run that is on the disk goes on.
        Durability.Disk, CancellationToken.None);

    private static void Start(
        StoreConnection connection, ScheduleRecord schedule, ScheduleAct.Start start, DateTimeOffset now)
    {
        switch (RunStore.Start(connection, start.Draft))
        {
            case StartOutcome.Started(var run, _):
                ScheduleRows.Note(
                    connection, schedule.Name, schedule.Times.FindNext(now), now, run.Id, ScheduleOutcome.Started,
                    $"The run {run.Id} was started on {Counted.Hosts(run.Hosts)}.{start.Missed}");
                if (start.Missed.Length > 0)
                    EventStore.Append(connection, [ScheduleEvents.Of(schedule, $"is run once.{start.Missed}", now)]);
                break;
            case StartOutcome.TooMany:
                Note(connection, schedule, ScheduleOutcome.Failed,
                    $"{FleetLimits.OpenRunsMax} runs have not ended, which is the most.", null, now);
                break;
            default:
                Note(connection, schedule, ScheduleOutcome.Failed, "Its query has no host that may be changed.", null, now);
                break;
        }
    }

    private static void Note(
        StoreConnection connection, ScheduleRecord schedule, ScheduleOutcome outcome, string sentence, string? run,
        DateTimeOffset now)
    {
        ScheduleRows.Note(connection, schedule.Name, schedule.Times.FindNext(now), now, run, outcome, sentence);
        var clause = outcome == ScheduleOutcome.Skipped ? "is not run this time" : "could not be run";
        EventStore.Append(connection, [ScheduleEvents.Of(schedule, $"{clause}: {sentence}", now)]);
    }

    private static ScheduleWrite? Refuse(ScheduleRecord? before, long? expected, QueryNode scope)
    {
        if (before is null) return new ScheduleWrite.NoSuchSchedule();
        if (!ScopeQuery.Covers(scope, ScopeQuery.Parse(before.Run.Q))) return new ScheduleWrite.OutsideScope(scope);
        return expected is not null && expected != before.Revision
            ? new ScheduleWrite.OtherRevision(before.Revision)
            : null;
    }
}
