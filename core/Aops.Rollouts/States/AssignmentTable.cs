using static Aops.Rollouts.States.AssignmentState;

namespace Aops.Rollouts.States;

/// <summary>The transitions of an assignment, and what its states mean.</summary>
/// <remarks>
/// A verdict that only time gave (lost, withdrawn, blameless) leads to every verdict that the host tells later. Nothing
/// leads out of a trial but its verdict, its deadline, and the end of the host or of the rollout.
/// </remarks>
public static class AssignmentTable
{
    /// <summary>Allowed transitions.</summary>
    public static StateTable<AssignmentState, AssignmentTrigger> Table { get; } = new(
    [
        (AssignmentTrigger.Leave, WaitingOffline, [Eligible]),
        (AssignmentTrigger.Return, Eligible, [WaitingOffline]),
        (AssignmentTrigger.Order, Ordered, [Eligible]),
        (AssignmentTrigger.Miss, WaitingOffline, [Ordered]),
        (AssignmentTrigger.Download, Downloading, [Ordered, Blameless]),
        (AssignmentTrigger.Stage, Staged, [Ordered, Downloading, Blameless]),
        (AssignmentTrigger.Try, Trial, [Ordered, Downloading, Staged, Blameless, Withdrawn]),
        (AssignmentTrigger.Succeed, Succeeded,
        [
            WaitingOffline, Eligible, Ordered, Downloading, Staged, Trial,
            RolledBack, Failed, Lost, Blameless, Withdrawn,
        ]),
        (AssignmentTrigger.RollBack, RolledBack,
            [Ordered, Downloading, Staged, Trial, Succeeded, Regressed, Lost, Blameless, Withdrawn]),
        (AssignmentTrigger.Fail, Failed, [Ordered, Downloading, Staged, Trial, Lost, Blameless, Withdrawn]),
        (AssignmentTrigger.Excuse, Blameless, [Ordered, Downloading, Staged, Trial, Lost]),
        (AssignmentTrigger.Expire, Lost, [Ordered, Downloading, Staged, Trial]),
        (AssignmentTrigger.Sicken, Regressed, [Succeeded]),
        (AssignmentTrigger.Recover, Succeeded, [Regressed]),
        (AssignmentTrigger.Withdraw, Withdrawn, [WaitingOffline, Eligible, Ordered, Downloading, Staged, Blameless]),
        (AssignmentTrigger.Again, Eligible, [RolledBack, Failed, Lost, Withdrawn]),
        (AssignmentTrigger.Exclude, Excluded,
            [WaitingOffline, Eligible, Ordered, Downloading, Staged, Trial, Blameless, Withdrawn]),
        (AssignmentTrigger.Supersede, Superseded,
            [WaitingOffline, Eligible, Ordered, Downloading, Staged, Trial, Blameless, Withdrawn]),
    ]);

    /// <summary>Whether the host has an order that it has not told an end of.</summary>
    public static bool IsInFlight(AssignmentState state) => state is Ordered or Downloading or Staged or Trial;

    /// <summary>Whether the host has such an order, or is hindered in one.</summary>
    public static bool IsOpen(AssignmentState state) => IsInFlight(state) || state == Blameless;

    /// <summary>Whether the host was ordered, and has surely not switched.</summary>
    public static bool IsBeforeSwitch(AssignmentState state) =>
        state is Ordered or Downloading or Staged or Blameless;

    /// <summary>Whether the rollout answers for what happened to the host.</summary>
    public static bool IsCharged(AssignmentState state) => state is Regressed or RolledBack or Failed or Lost;

    /// <summary>Whether the rate of failures is over the host: a verdict was given, and it is not blameless.</summary>
    public static bool IsAttempted(AssignmentState state) => state == Succeeded || IsCharged(state);

    /// <summary>
    /// Whether a host is told the new revision after a transition. A lost one is told what it was told before, and a trial
    /// is not disturbed by the end of its assignment.
    /// </summary>
    /// <param name="from">The state before.</param>
    /// <param name="to">The state after.</param>
    /// <param name="wasTold">Whether it was told the new one before.</param>
    public static bool IsTold(AssignmentState from, AssignmentState to, bool wasTold) => to switch
    {
        Ordered or Downloading or Staged or Trial or Succeeded or Regressed or Blameless => true,
        Lost => wasTold,
        Excluded or Superseded => wasTold && from == Trial,
        _ => false,
    };
}
