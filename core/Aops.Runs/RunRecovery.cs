namespace Aops.Runs;

/// <summary>What spm does with a run whose keeper it does not know to live.</summary>
public enum RunRecovery
{
    /// <summary>Its keeper lives: follow its files.</summary>
    Follow,

    /// <summary>It has ended: report how.</summary>
    Conclude,

    /// <summary>Nothing was executed: start it when it may.</summary>
    Start,

    /// <summary>It may have run, and may be started again.</summary>
    Repeat,

    /// <summary>It may have run, and is not started again.</summary>
    GiveUp,
}

/// <summary>
/// Decides about a run from its files alone. At most one start executes the program: the keeper holds the lock from
/// before it looks at these files until it has ended, and executes nothing where one of them exists.
/// </summary>
/// <param name="IsLocked">Whether a keeper holds the lock.</param>
/// <param name="HasEnd">Whether <c>end.json</c> exists.</param>
/// <param name="WasExecuted">Whether <c>executed</c> exists.</param>
/// <param name="MayRepeat">Whether the run may be started again where it is not known if it ran.</param>
public readonly record struct RunEvidence(bool IsLocked, bool HasEnd, bool WasExecuted, bool MayRepeat)
{
    /// <summary>The decision.</summary>
    public RunRecovery Judge() => this switch
    {
        // The keeper writes the end last, so that its lock does not matter any more.
        { HasEnd: true } => RunRecovery.Conclude,
        { IsLocked: true } => RunRecovery.Follow,
        { WasExecuted: false } => RunRecovery.Start,
        { MayRepeat: true } => RunRecovery.Repeat,
        _ => RunRecovery.GiveUp,
    };
}
