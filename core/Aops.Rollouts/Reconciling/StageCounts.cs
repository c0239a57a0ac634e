using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>The hosts of a stage, counted.</summary>
internal sealed class StageCounts
{
    /// <summary>All but the excluded ones.</summary>
    public int Hosts { get; private set; }

    public int Eligible { get; private set; }

    public int Waiting { get; private set; }

    /// <summary>With an order that they have not told an end of, or are hindered in.</summary>
    public int Open { get; private set; }

    /// <summary>Open, or within the soak.</summary>
    public int Unproven { get; private set; }

    public int UnprovenCanaries { get; private set; }

    public int ProvenCanaries { get; private set; }

    /// <summary>Proven hosts that were no canaries.</summary>
    public int Proven { get; private set; }

    /// <summary>Charged, withdrawn or skipped.</summary>
    public int Exceptions { get; private set; }

    public static StageCounts[] Of(StepBoard board)
    {
        var counts = new StageCounts[board.Stages.Count];
        for (var i = 0; i < counts.Length; i++) counts[i] = new StageCounts();
        foreach (var assignment in board.Assignments) counts[assignment.Stage].Add(assignment, board);
        return counts;
    }

    private void Add(Assignment assignment, StepBoard board)
    {
        var state = assignment.State;
        if (AssignmentTable.IsCharged(state) || state == AssignmentState.Withdrawn
            || assignment.Exclusion == Exclusion.Skipped)
        {
            Exceptions++;
        }
        if (state is AssignmentState.Excluded or AssignmentState.Superseded) return;
        Hosts++;
        if (state == AssignmentState.Eligible) Eligible++;
        if (state == AssignmentState.WaitingOffline) Waiting++;
        if (AssignmentTable.IsOpen(state)) Open++;
        if (assignment.IsUnproven(board.Now, board.Strategy.Soak))
        {
            Unproven++;
            if (assignment.IsCanary) UnprovenCanaries++;
        }
        // One that had it before it was ordered proves nothing.
        if (assignment.Attempt == 0 || !assignment.IsProven(board.Now, board.Strategy.Soak)) return;
        if (assignment.IsCanary) ProvenCanaries++;
        else Proven++;
    }
}
