namespace Aops.Rollouts.States;

/// <summary>What moves a stage.</summary>
public enum StageTrigger
{
    /// <summary>What it waited for is there, and its canaries have not proven themselves yet.</summary>
    Open,

    /// <summary>What it waited for is there, and it needs no canaries, or no more.</summary>
    OpenRamp,

    /// <summary>Its canaries have proven themselves, or no other host can be one now.</summary>
    Prove,

    /// <summary>Its window has closed, or its rollout goes on after a halt.</summary>
    Wait,

    /// <summary>No host can be ordered now, and none is in flight.</summary>
    Empty,

    /// <summary>Every success is proven.</summary>
    Soak,

    /// <summary>The budget is spent.</summary>
    Halt,

    /// <summary>An operator leaves it out.</summary>
    Skip,

    /// <summary>Its rollout was taken back.</summary>
    RollBack,
}
