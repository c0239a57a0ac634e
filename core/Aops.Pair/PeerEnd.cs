using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.Pair;

/// <summary>One end of the other half.</summary>
/// <param name="Lived">How long it was known.</param>
/// <param name="HasAnswered">Whether it ever said hello.</param>
/// <param name="Exit">How it ended; unknown if it was not a child of ours.</param>
public readonly record struct PeerEnd(TimeSpan Lived, bool HasAnswered, ChildExit Exit)
{
    /// <summary>Whether it was a second copy, turned away by the lock of the one that runs.</summary>
    public bool IsLockConflict => Exit.Code == ExitCodes.AlreadyRunning;

    /// <summary>Whether it ended by itself and not by somebody's signal, as far as can be told.</summary>
    public bool EndedByItself => Exit switch
    {
        { Code: 0 } => !HasAnswered,
        { Code: not null } => true,
        { EndSignal: 4 or Signal.SIGABRT or 7 or 8 or Signal.SIGSEGV or 31 } => true,
        { EndSignal: not null } => false,
        _ => !HasAnswered,
    };
}
