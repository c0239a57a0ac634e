using static Aops.Rollouts.States.StageState;

namespace Aops.Rollouts.States;

/// <summary>The transitions of a stage.</summary>
public static class StageTable
{
    /// <summary>Allowed transitions.</summary>
    public static StateTable<StageState, StageTrigger> Table { get; } = new(
    [
        (StageTrigger.Open, Canary, [Waiting]),
        (StageTrigger.OpenRamp, Ramping, [Waiting]),
        (StageTrigger.Prove, Ramping, [Canary]),
        (StageTrigger.Wait, Waiting, [Canary, Ramping, Halted]),
        (StageTrigger.Empty, Soaking, [Ramping]),
        (StageTrigger.Soak, Done, [Soaking]),
        (StageTrigger.Halt, Halted, [Canary, Ramping, Soaking]),
        (StageTrigger.Skip, Skipped, [Waiting, Canary, Ramping, Soaking, Halted]),
        (StageTrigger.RollBack, RolledBack, [Waiting, Canary, Ramping, Soaking, Done, Halted]),
    ]);

    /// <summary>Whether hosts of the stage may be ordered; a done one still takes those that come back.</summary>
    public static bool Orders(StageState state) => state is Canary or Ramping or Soaking or Done;

    /// <summary>Whether the stage after it may begin.</summary>
    public static bool IsOver(StageState state) => state is Done or Skipped or RolledBack;
}
