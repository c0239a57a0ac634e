namespace Aops.Server.Storage;

/// <summary>The step of the schema that brings schedules; <see cref="SchemaSteps"/> says when it is taken.</summary>
internal static class ScheduleSchema
{
    /// <summary>
    /// A schedule with its next time, NULL while it is paused or stopped, and what became of the newest one. A run names the
    /// schedule that started it.
    /// </summary>
    public const string Schedules =
        """
        CREATE TABLE schedule (
          name TEXT PRIMARY KEY, cron TEXT NOT NULL, zone TEXT NOT NULL, overlap TEXT NOT NULL, paused INTEGER NOT NULL,
          note TEXT NOT NULL, run TEXT NOT NULL, revision INTEGER NOT NULL, changed_at INTEGER NOT NULL,
          changed_by TEXT NOT NULL, owner_id TEXT NOT NULL, next_at INTEGER, last_at INTEGER, last_run TEXT,
          last_outcome TEXT, last_sentence TEXT, stopped_at INTEGER, stopped_why TEXT);
        CREATE INDEX schedule_due ON schedule(next_at) WHERE next_at IS NOT NULL;
        ALTER TABLE run ADD COLUMN schedule TEXT;
        """;
}
