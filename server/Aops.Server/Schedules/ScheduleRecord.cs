using Aops.Rollouts.Strategies;

namespace Aops.Server.Schedules;

/// <summary>A schedule as it is stored.</summary>
internal sealed record ScheduleRecord
{
    public required string Name { get; init; }

    /// <summary>Its times, as crontab(5) has them.</summary>
    public required string Cron { get; init; }

    /// <summary>Their zone by the name of the tz database.</summary>
    public required string Zone { get; init; }

    public required ScheduleOverlap Overlap { get; init; }

    public required bool IsPaused { get; init; }

    /// <summary>What operators say of it.</summary>
    public required string Note { get; init; }

    /// <summary>What is run; its query is in the canonical form, and within what its writer could change.</summary>
    public required ScheduledRun Run { get; init; }

    /// <summary>How often it was written; what its ETag is.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Name of the user or key that wrote it last, whose rights it has.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>Id of that user or key.</summary>
    public required string OwnerId { get; init; }

    /// <summary>Its next time; null where it has none, is paused or is stopped.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When its newest time was dealt with; null for never.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The newest run that it has started; null for none.</summary>
    public string? LastRun { get; init; }

    /// <summary>What became of its newest time; null for none.</summary>
    public ScheduleOutcome? LastOutcome { get; init; }

    /// <summary>The same as a sentence.</summary>
    public string? LastSentence { get; init; }

    /// <summary>When it was stopped, as who wrote it last may not run it any more; null for never.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public string? StoppedWhy { get; init; }

    /// <summary>Its times.</summary>
    public ScheduleTimes Times => new(CronSchedule.Parse(Cron), TimeZoneInfo.FindSystemTimeZoneById(Zone));
}
