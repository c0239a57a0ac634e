using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;

namespace Aops.Rollouts.Reconciling;

/// <summary>The facts of a step while it is decided. It follows the state tables: nothing else changes a state.</summary>
internal sealed class StepBoard
{
    private readonly RolloutFacts _facts;
    private readonly ChangedList _assignments;
    private readonly StageStanding[] _stages;
    private StageCounts[]? _counts;

    public StepBoard(RolloutFacts facts)
    {
        _facts = facts;
        _assignments = new ChangedList(facts.Assignments);
        _stages = [.. facts.Stages];
        Rollout = facts.Rollout;
    }

    public DateTimeOffset Now => _facts.Now;

    public RolloutStanding Rollout { get; set; }

    public RolloutStrategy Strategy => Rollout.Strategy;

    public IReadOnlyList<Assignment> Assignments => _assignments;

    public IReadOnlyList<StageStanding> Stages => _stages;

    /// <summary>The hosts of each stage, counted once until one of them changes.</summary>
    public IReadOnlyList<StageCounts> Counts => _counts ??= StageCounts.Of(this);

    /// <summary>Whether no further assignment may change in this step.</summary>
    public bool IsFull => _assignments.Changes.Count >= _facts.ChangesMax;

    /// <summary>Whether the rollout may order hosts.</summary>
    public bool IsMoving => Rollout.State == RolloutState.Running && !IsFrozen;

    /// <summary>Whether the freeze of the fleet concerns it.</summary>
    public bool IsFrozen => _facts.IsFrozen && !Strategy.IgnoresFreeze;

    /// <summary>Which of its versions was withdrawn, as a clause; null for none.</summary>
    public string? Withdrawn => _facts.Withdrawn;

    public HostReport ReportOf(Assignment assignment) =>
        _facts.Reports.TryGetValue(assignment.HostId, out var report) ? report : HostReport.OfRemoved;

    public bool Move(RolloutTrigger trigger, string? reason)
    {
        if (RolloutTable.Table.Find(Rollout.State, trigger) is not { } next) return false;
        Rollout = Rollout with { State = next, Since = Now, Reason = reason };
        return true;
    }

    public void MoveStage(int stage, StageTrigger trigger, StageWait wait = StageWait.None) =>
        _stages[stage] = _stages[stage] with
        {
            State = StageTable.Table.Next(_stages[stage].State, trigger), Wait = wait, Since = Now,
        };

    /// <summary>Moves every stage in whose state the trigger has a meaning.</summary>
    public void MoveStages(StageTrigger trigger)
    {
        for (var i = 0; i < _stages.Length; i++)
            if (StageTable.Table.Allows(_stages[i].State, trigger)) MoveStage(i, trigger);
    }

    public void EndCanary(int stage) => _stages[stage] = _stages[stage] with { IsCanaryOver = true };

    public void Approve(int stage) => _stages[stage] = _stages[stage] with { IsApproved = true };

    public void SetWait(int stage, StageWait wait)
    {
        if (_stages[stage].Wait != wait) _stages[stage] = _stages[stage] with { Wait = wait };
    }

    /// <summary>Moves an assignment.</summary>
    /// <returns>False where the trigger has no meaning in its state, and where the step is full.</returns>
    public bool Move(int index, AssignmentTrigger trigger, Func<Assignment, Assignment>? with = null)
    {
        var assignment = _assignments[index];
        if (AssignmentTable.Table.Find(assignment.State, trigger) is not { } next) return false;
        if (IsFull && !_assignments.Changes.ContainsKey(index)) return false;
        var moved = assignment with
        {
            State = next,
            Since = Now,
            IsTold = AssignmentTable.IsTold(assignment.State, next, assignment.IsTold),
            Percent = null,
            Sickness = HostSickness.None,
            Reason = null,
        };
        Set(index, with is null ? moved : with(moved));
        return true;
    }

    /// <summary>Changes what is not the state of an assignment.</summary>
    public void Set(int index, Assignment assignment)
    {
        if (IsFull && !_assignments.Changes.ContainsKey(index)) return;
        _assignments.Set(index, assignment);
        _counts = null;
    }

    public RolloutStep ToStep() => new()
    {
        Rollout = Rollout,
        Stages = _stages,
        Changes = [.. _assignments.Changes.OrderBy(entry => entry.Key)
            .Select(entry => new AssignmentChange(entry.Key, _facts.Assignments[entry.Key], entry.Value))],
        HasMore = IsFull,
        NextAt = IsFull ? Now : NextTime.Of(this),
    };
}
