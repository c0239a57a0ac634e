using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>What hosts tell, and what time tells of those that do not.</summary>
internal static class Observer
{
    /// <summary>Nothing before the start; late truth alone after the end.</summary>
    public static void Observe(StepBoard board)
    {
        var state = board.Rollout.State;
        if (!RolloutTable.HasBegun(state)) return;
        for (var i = 0; i < board.Assignments.Count && !board.IsFull; i++)
        {
            var report = board.ReportOf(board.Assignments[i]);
            if (IsGone(board, i, report)) continue;
            Hear(board, i, report);
            if (RolloutTable.IsEnded(state)) continue;
            WatchReach(board, i, report);
            WatchDeadline(board, i, report);
            WatchSoak(board, i, report);
        }
    }

    /// <summary>Whether the host tells that it is on trial by the last order.</summary>
    public static bool IsOnTrial(StepBoard board, Assignment assignment) =>
        board.ReportOf(assignment) is { Phase: ReportPhase.Trial } report && report.Attempt == assignment.Attempt;

    private static bool IsGone(StepBoard board, int index, HostReport report)
    {
        if (report.Reach is not (HostReach.Removed or HostReach.Left)) return false;
        var why = report.Reach == HostReach.Removed ? Exclusion.Removed : Exclusion.LeftLayer;
        board.Move(index, AssignmentTrigger.Exclude, moved => moved with { Exclusion = why });
        return true;
    }

    private static void Hear(StepBoard board, int index, HostReport report)
    {
        var assignment = board.Assignments[index];
        if (report.Phase == ReportPhase.There)
        {
            board.Move(index, AssignmentTrigger.Succeed, moved => moved with { SettledAt = board.Now });
            return;
        }
        // What a proven host does later is no matter of this rollout any more.
        if (report.Attempt != assignment.Attempt || assignment.Attempt == 0
            || assignment.IsProven(board.Now, board.Strategy.Soak))
        {
            return;
        }
        switch (report.Phase)
        {
            case ReportPhase.Downloading when assignment.State == AssignmentState.Downloading:
                if (assignment.Percent != report.Percent)
                    board.Set(index, assignment with { Percent = report.Percent });
                break;
            case ReportPhase.Downloading:
                board.Move(index, AssignmentTrigger.Download, moved => moved with { Percent = report.Percent });
                break;
            case ReportPhase.Staged:
                board.Move(index, AssignmentTrigger.Stage, moved => moved with { Cause = null });
                break;
            // Its charge stays until its verdict, and what it is told is no other than what it tries.
            case ReportPhase.Trial when assignment is { State: AssignmentState.Lost, IsTold: false }:
                board.Set(index, assignment with { IsTold = true });
                break;
            case ReportPhase.Trial:
                // An order that was withdrawn too late has its time from the switch on.
                board.Move(index, AssignmentTrigger.Try, moved => moved with
                {
                    Cause = null,
                    DeadlineAt = assignment.State == AssignmentState.Withdrawn
                        ? board.Now + board.Strategy.Deadline
                        : assignment.DeadlineAt,
                });
                break;
            case ReportPhase.RolledBack:
                board.Move(index, AssignmentTrigger.RollBack, Charged(board, report.Reason));
                break;
            case ReportPhase.Failed:
                board.Move(index, AssignmentTrigger.Fail, Charged(board, report.Reason));
                break;
            case ReportPhase.Blameless:
                board.Move(index, AssignmentTrigger.Excuse,
                    moved => moved with { Cause = report.Cause, Reason = report.Reason, SettledAt = null });
                break;
        }
    }

    private static void WatchReach(StepBoard board, int index, HostReport report)
    {
        var assignment = board.Assignments[index];
        switch (report.Reach)
        {
            case HostReach.Online:
                board.Move(index, AssignmentTrigger.Return);
                return;
            // It was gone before the order, which was not known then: it cannot have heard of it.
            case HostReach.Offline or HostReach.Stopped
                when assignment.State == AssignmentState.Ordered && report.IsOrderUnsent:
                board.Move(index, AssignmentTrigger.Miss, moved => moved with { DeadlineAt = null });
                return;
            case HostReach.Stopped or HostReach.Hold when AssignmentTable.IsBeforeSwitch(assignment.State):
                board.Move(index, AssignmentTrigger.Withdraw);
                return;
            default:
                board.Move(index, AssignmentTrigger.Leave, moved => moved with { Reason = WhyAway(report.Reach) });
                return;
        }
    }

    private static void WatchDeadline(StepBoard board, int index, HostReport report)
    {
        var assignment = board.Assignments[index];
        if (!(assignment.DeadlineAt <= board.Now)) return;
        // A host that was hindered in this attempt and has not switched: what hindered it is at fault.
        if (AssignmentTable.IsBeforeSwitch(assignment.State) && assignment.Cause is not null)
        {
            board.Move(index, AssignmentTrigger.Withdraw, moved => moved with
            {
                Excuses = moved.Excuses + 1, Reason = assignment.Reason ?? report.Reason,
            });
            return;
        }
        board.Move(index, AssignmentTrigger.Expire,
            Charged(board, $"nothing was heard of an end within {board.Strategy.Deadline.TotalMinutes:0.#} min"));
    }

    private static void WatchSoak(StepBoard board, int index, HostReport report)
    {
        var assignment = board.Assignments[index];
        if (report.Sickness == HostSickness.None)
        {
            // Only the time said so, and the host says otherwise.
            if (assignment is { State: AssignmentState.Regressed, Sickness: HostSickness.MissingHeartbeats })
                board.Move(index, AssignmentTrigger.Recover, moved => moved with { SettledAt = board.Now });
            return;
        }
        if (assignment.IsProven(board.Now, board.Strategy.Soak)) return;
        var sickness = report.Sickness;
        board.Move(index, AssignmentTrigger.Sicken, moved => moved with
        {
            Sickness = sickness, SettledAt = board.Now, Reason = report.Reason ?? WhySick(sickness),
        });
    }

    private static Func<Assignment, Assignment> Charged(StepBoard board, string? reason) =>
        moved => moved with { SettledAt = board.Now, Reason = reason };

    /// <summary>Why a host cannot be ordered, as the end of a sentence.</summary>
    public static string WhyAway(HostReach reach) => reach switch
    {
        HostReach.Stopped => "it was stopped on purpose",
        HostReach.Hold => "its own operator holds it",
        HostReach.Taken => "another rollout has it in flight",
        _ => "its heartbeats do not come",
    };

    private static string WhySick(HostSickness sickness) => sickness switch
    {
        HostSickness.MissingHeartbeats => "its heartbeats are missing",
        HostSickness.CrashLoop => "a program starts again and again",
        _ => "a sub-agent that ran before does not run",
    };
}
