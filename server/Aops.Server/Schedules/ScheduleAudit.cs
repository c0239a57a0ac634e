using Aops.Contracts;
using Aops.Server.Audit;
using Aops.Server.Runs;

namespace Aops.Server.Schedules;

/// <summary>What the audit is told of schedules; the runs that they start have rows of their own.</summary>
internal static class ScheduleAudit
{
    /// <summary>How the audit calls a schedule.</summary>
    public static string ObjectOf(string name) => $"schedule:{name}";

    /// <summary>A schedule was written.</summary>
    /// <param name="before">The schedule before; null where it is new.</param>
    public static AuditChange Saved(ScheduleRecord schedule, ScheduleRecord? before) =>
        new(before is null ? AuditKinds.ScheduleCreate : AuditKinds.ScheduleReplace, ObjectOf(schedule.Name))
        {
            Before = before is null ? null : Describe(before),
            After = Describe(schedule),
            Query = schedule.Run.Q,
        };

    /// <summary>A schedule was removed.</summary>
    public static AuditChange Removed(ScheduleRecord schedule) =>
        new(AuditKinds.ScheduleRemove, ObjectOf(schedule.Name)) { Before = Describe(schedule) };

    /// <summary>A schedule was stopped by the server.</summary>
    public static AuditChange Stopped(ScheduleRecord schedule, string why) =>
        new(AuditKinds.ScheduleStop, ObjectOf(schedule.Name)) { Before = Describe(schedule), Reason = why };

    private static AuditFields Describe(ScheduleRecord schedule)
    {
        var run = schedule.Run;
        return new AuditFields()
            .Set("cron", schedule.Cron).Set("zone", schedule.Zone).Set("overlap", KebabName.Of(schedule.Overlap))
            .Set("paused", schedule.IsPaused).Set("note", schedule.Note).Set("revision", schedule.Revision)
            .Set("changedBy", schedule.ChangedBy).Set("q", run.Q)
            .Set("runbook", run.Runbook is { } book ? $"{book.Name} {book.Version}" : null)
            .Set("command", run.Command is { } command ? RunDrafts.Describe(command) : null)
            .Set("action", run.Action?.Describe())
            .Set("parameters", (run.Parameters ?? new Dictionary<string, string>())
                .Select(value => KeyValuePair.Create(value.Key, (string?)value.Value)))
            .Set("ignoresFreeze", run.IgnoresFreeze ?? false);
    }
}
