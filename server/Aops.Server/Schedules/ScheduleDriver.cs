using Aops.Server.Actors;
using Aops.Server.Audit;
using Aops.Server.Events;
using Aops.Server.Layers;
using Aops.Server.People;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Runs;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Schedules;

/// <summary>
/// Starts the runs of schedules at their times, with the rights that the one who wrote a schedule last has at that moment. What
/// is due is read from the database each second, so that a server that was down goes on: times that it missed are run once.
/// </summary>
/// <param name="freeze">The freeze in force; null for none.</param>
/// <param name="started">Called when a run was started.</param>
internal sealed class ScheduleDriver(
    ScheduleStore store, HolderStore holders, RunDraftMaker drafts, Func<Freeze?> freeze, Action started,
    EventLog events, TimeProvider clock, ILogger<ScheduleDriver> log) : StepDriver("schedules", clock, log)
{
    // A time that is later by no more was not missed: steps are a second apart, and a database may be slow.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private const int MissedCountedMax = 1000;

    private readonly TimeProvider _clock = clock;

    protected override async Task<bool> StepAllAsync(CancellationToken cancellationToken)
    {
        var hasMoved = false;
        var now = _clock.GetUtcNow();
        foreach (var schedule in await store.ListDueAsync(now, cancellationToken))
        {
            WriteOrigin.Current = new WriteOrigin(ActorKind.Part, $"schedule {schedule.Name}");
            if (await DecideAsync(schedule, now, cancellationToken) is not { } act) continue;
            if (!await store.ActAsync(schedule, act, now)) continue;
            hasMoved = true;
            if (act is ScheduleAct.Start) started();
            events.Announce();
        }
        return hasMoved;
    }

    // Null for one that waits for the end of its run of before.
    private async Task<ScheduleAct?> DecideAsync(
        ScheduleRecord schedule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await store.IsOpenAsync(schedule.LastRun, cancellationToken))
        {
            return schedule.Overlap == ScheduleOverlap.Queue ? null : new ScheduleAct.Leave(
                ScheduleOutcome.Skipped, $"Its run {schedule.LastRun} has not ended.");
        }
        var holder = await holders.FindByIdAsync(schedule.OwnerId, now, cancellationToken);
        if (FindHindrance(schedule, holder) is { } why) return new ScheduleAct.Stop(why);
        if (schedule.Run.IgnoresFreeze != true && freeze() is { } frozen)
        {
            return new ScheduleAct.Leave(ScheduleOutcome.Skipped, frozen.Describe());
        }
        try
        {
            var sender = new RunSender($"{schedule.ChangedBy} (schedule {schedule.Name})", holder!.Rights);
            var draft = await drafts.MakeAsync(schedule.Run.ToRequest(), sender, now, cancellationToken);
            return new ScheduleAct.Start(draft with { Schedule = schedule.Name }, Missed(schedule, now));
        }
        catch (RequestFault fault)
        {
            return new ScheduleAct.Leave(ScheduleOutcome.Failed, SentenceOf(fault.Problem));
        }
    }

    private static string? FindHindrance(ScheduleRecord schedule, Holder? holder)
    {
        const string goesOn = "An operator who writes the schedule again, with rights of his own, lets it go on.";
        if (holder is null) return $"{schedule.ChangedBy}, who wrote it last, is not in force any more. {goesOn}";
        var right = schedule.Run.Command is null ? Right.Change : Right.Administer;
        return holder.Rights.Has(right)
            ? null
            : $"{schedule.ChangedBy}, who wrote it last, has the right to run it on no host any more. {goesOn}";
    }

    private static string Missed(ScheduleRecord schedule, DateTimeOffset now)
    {
        if (schedule.NextAt is not { } due || now - due <= Slack) return "";
        var others = schedule.Times.Count(due, now, MissedCountedMax);
        var more = others == 0 ? ""
            : others == MissedCountedMax ? $", and {others} or more after it"
            : $", and {others} after it";
        return $" Its time of {due.UtcDateTime:yyyy-MM-dd HH:mm} UTC was missed{more}.";
    }

    private static string SentenceOf(Contracts.Wire.Problem problem) => problem.Errors is { Count: > 0 } errors
        ? string.Join("; ", errors.Select(field => $"{field.Key}: {string.Join(", ", field.Value)}")) + "."
        : problem.Detail ?? problem.Title ?? "It was refused.";
}
