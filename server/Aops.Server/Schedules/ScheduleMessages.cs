using System.Text.Json.Serialization;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Rollouts;
using Aops.Server.Runs;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Schedules;

/// <summary>Body of <c>POST /api/v1/schedules</c> and of <c>PUT /api/v1/schedules/{name}</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ScheduleRequest
{
    /// <summary>Its name; in a PUT the path has it, and this may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>Its times: minute, hour, day of the month, month and day of the week, as in crontab(5).</summary>
    public required string Cron { get; init; }

    /// <summary>The zone of the times by the name of the tz database; UTC by default.</summary>
    public string? Zone { get; init; }

    /// <summary>What becomes of a time while the run of before has not ended; it is skipped by default.</summary>
    public ScheduleOverlap? Overlap { get; init; }

    /// <summary>Whether it runs nothing for now.</summary>
    public bool? IsPaused { get; init; }

    /// <summary>What it is for.</summary>
    public string? Note { get; init; }

    /// <summary>What is run.</summary>
    public required ScheduledRun Run { get; init; }
}

/// <summary>What a schedule runs, as a request for a run has it: a runbook, or a command at this server's word.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ScheduledRun
{
    /// <summary>The hosts as a query, asked again each time; the empty text is every host.</summary>
    public required string Q { get; init; }

    /// <summary>A signed runbook.</summary>
    public RunbookReference? Runbook { get; init; }

    /// <summary>A command that this server alone vouches for, without environment: it needs the role admin each time.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>What hosts do by their own code.</summary>
    public RunAction? Action { get; init; }

    /// <summary>Values of the runbook's parameters, none of which may be secret.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Whether a playbook only looks at what it would change: the changes are the drift of the host.</summary>
    public bool? Check { get; init; }

    /// <summary>Hosts that run it at once; 100 by default.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many hosts may fail before the others have no turn; 10 percent by default.</summary>
    public RunBudgetMessage? Budget { get; init; }

    /// <summary>How it begins on few hosts; absent for all at once.</summary>
    public IReadOnlyList<RampStepMessage>? Ramp { get; init; }

    /// <summary>When hosts may have their turn; absent for always.</summary>
    public WindowMessage? Window { get; init; }

    /// <summary>What becomes of a host that is offline at its turn; it is skipped by default.</summary>
    public WhileOffline? WhileOffline { get; init; }

    /// <summary>Latest start on a host, in seconds from the start of the run; an hour by default.</summary>
    public int? TtlSeconds { get; init; }

    /// <summary>Longest time of it on a host, in seconds, where that is shorter than its own.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Whether it starts, and goes on, while the fleet is frozen.</summary>
    public bool? IgnoresFreeze { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The request for a run that it stands for.</summary>
    public RunRequest ToRequest() => new()
    {
        Q = Q, Runbook = Runbook, Command = Command, Action = Action, Parameters = Parameters,
        Check = Check,
        Concurrency = Concurrency, Budget = Budget, Ramp = Ramp, Window = Window,
        WhileOffline = WhileOffline, TtlSeconds = TtlSeconds,
        TimeoutSeconds = TimeoutSeconds, IgnoresFreeze = IgnoresFreeze, Reason = Reason,
    };
}

/// <summary>A schedule as it is shown.</summary>
internal sealed record ScheduleView
{
    public required string Name { get; init; }

    public required string Cron { get; init; }

    public required string Zone { get; init; }

    public required ScheduleOverlap Overlap { get; init; }

    public required bool IsPaused { get; init; }

    public required string Note { get; init; }

    public required ScheduledRun Run { get; init; }

    /// <summary>Also sent as ETag.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who wrote it last: it has the rights of that user or key.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>
    /// Its next time, UTC: one that is over waits for the run of before, which <c>lastRun</c> names. Absent while it is paused or
    /// stopped.
    /// </summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When its newest time was dealt with; absent for never.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The newest run that it has started; absent for none.</summary>
    public string? LastRun { get; init; }

    /// <summary>What became of its newest time; absent for none.</summary>
    public ScheduleOutcome? LastOutcome { get; init; }

    /// <summary>The same as a sentence.</summary>
    public string? LastSentence { get; init; }

    /// <summary>When it was stopped, as who wrote it last may not run it any more; absent for never.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Why it was stopped, and what lets it go on, as a sentence.</summary>
    public string? StoppedWhy { get; init; }

    public static ScheduleView Of(ScheduleRecord schedule) => new()
    {
        Name = schedule.Name,
        Cron = schedule.Cron,
        Zone = schedule.Zone,
        Overlap = schedule.Overlap,
        IsPaused = schedule.IsPaused,
        Note = schedule.Note,
        Run = schedule.Run,
        Revision = schedule.Revision,
        ChangedAt = schedule.ChangedAt,
        ChangedBy = schedule.ChangedBy,
        NextAt = schedule.NextAt,
        LastAt = schedule.LastAt,
        LastRun = schedule.LastRun,
        LastOutcome = schedule.LastOutcome,
        LastSentence = schedule.LastSentence,
        StoppedAt = schedule.StoppedAt,
        StoppedWhy = schedule.StoppedWhy,
    };
}

/// <summary>Answer of <c>GET /api/v1/schedules</c>.</summary>
internal sealed record ScheduleList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<ScheduleView> Schedules { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer to a write of a schedule.</summary>
internal sealed record ScheduleReply
{
    public required ScheduleView Schedule { get; init; }

    /// <summary>Its next times, UTC, up to five.</summary>
    public required IReadOnlyList<DateTimeOffset> Times { get; init; }

    /// <summary>How many hosts it would be run on now.</summary>
    public required long Count { get; init; }

    /// <summary>Whether nothing was written; absent else.</summary>
    public bool? DryRun { get; init; }
}
