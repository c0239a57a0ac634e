using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>Orders hosts as far as their stages have room.</summary>
internal static class Ordering
{
    // So far ahead bytes may be promised: the reconciler looks once a second.
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1);

    public static void Order(StepBoard board)
    {
        if (!board.IsMoving) return;
        var counts = board.Counts;
        for (var i = 0; i < board.Stages.Count; i++)
        {
            if (!StageTable.Orders(board.Stages[i].State) || counts[i].Eligible == 0) continue;
            var room = Room(board, i, counts[i]);
            // The canaries that were planned, then the others, then those whose order was hindered before.
            var isCanary = board.Stages[i].State == StageState.Canary;
            if (isCanary) room = Fill(board, i, room, host => host is { IsCanary: true, Excuses: 0 });
            room = Fill(board, i, room, host => host.Excuses == 0);
            Fill(board, i, room, _ => true);
        }
    }

    /// <summary>When bytes may be promised again, UTC.</summary>
    public static DateTimeOffset? PaidAt(StepBoard board) => board.Rollout.PaidUntil - Ahead;

    /// <summary>How many hosts of a stage may be ordered now.</summary>
    public static int Room(StepBoard board, int stage, StageCounts counts) =>
        board.Stages[stage].State == StageState.Canary
            ? board.Stages[stage].Canaries - counts.ProvenCanaries - counts.UnprovenCanaries
            : board.Strategy.Ramp.Width(counts.Proven, counts.Hosts) - counts.Unproven;

    private static int Fill(StepBoard board, int stage, int room, Func<Assignment, bool> isNext)
    {
        var window = board.Strategy.Stages[stage].Window;
        var zones = new Dictionary<string, bool>();
        for (var i = 0; room > 0 && i < board.Assignments.Count && !board.IsFull; i++)
        {
            var assignment = board.Assignments[i];
            if (assignment.Stage != stage || assignment.State != AssignmentState.Eligible || !isNext(assignment)
                || board.ReportOf(assignment).Reach != HostReach.Online)
            {
                continue;
            }
            if (PaidAt(board) > board.Now) return 0;
            if (window is not null)
            {
                var zone = assignment.Zone ?? "";
                if (!zones.TryGetValue(zone, out var isOpen))
                    zones[zone] = isOpen = window.IsOpen(board.Now, assignment.Zone);
                if (!isOpen) continue;
            }
            Give(board, i);
            room--;
        }
        return room;
    }

    private static void Give(StepBoard board, int index)
    {
        var isCanary = board.Stages[board.Assignments[index].Stage].State == StageState.Canary;
        board.Move(index, AssignmentTrigger.Order, moved => moved with
        {
            IsCanary = isCanary,
            Attempt = moved.Attempt + 1,
            DeadlineAt = board.Now + board.Strategy.Deadline,
            SettledAt = null,
        });
        if (board.Strategy.BytesPerSecondMax is not { } rate) return;
        var from = board.Rollout.PaidUntil > board.Now ? board.Rollout.PaidUntil.Value : board.Now;
        var time = TimeSpan.FromSeconds((double)board.Assignments[index].Bytes / rate);
        board.Rollout = board.Rollout with { PaidUntil = from + time };
    }
}
