using Aops.Native.Processes;

namespace Aops.Supervision.Children;

/// <summary>A process that is a sub-agent. Disposing forgets it; it goes on. On the loop only.</summary>
internal interface IChild : IDisposable
{
    /// <summary>The process; null while it is being started by somebody else.</summary>
    ChildProcess? Process { get; }

    /// <summary>Whether its program was executed. If so right after the start, <see cref="IChildOwner.OnRunning"/>
    /// does not follow.</summary>
    bool IsRunning { get; }

    /// <summary>Signals all its processes.</summary>
    /// <param name="signal">The signal.</param>
    void Signal(int signal);
}

/// <summary>
/// What a child tells its owner, on the loop, in this order and each at most once; only that it was replaced may come
/// again.
/// </summary>
internal interface IChildOwner
{
    /// <summary>The program runs.</summary>
    void OnRunning(IChild child);

    /// <summary>It could not be set up, and has ended; nothing more follows.</summary>
    void OnStartFailed(IChild child, string fault);

    /// <summary>Systemd was told by others to start it anew, and it is another process now.</summary>
    /// <param name="child">The child.</param>
    /// <param name="exit">How the one before ended, if that can be known.</param>
    void OnReplaced(IChild child, ChildExit exit)
    {
    }

    /// <summary>It was taken down by an order that is not this supervisor's, or may not be started now; it has ended.</summary>
    /// <param name="child">The child.</param>
    /// <param name="why">A clause that says by what.</param>
    /// <param name="exit">How it ended; null if it was not started.</param>
    void OnHeld(IChild child, string why, ChildExit? exit)
    {
    }

    /// <summary>It has ended, and its group with it.</summary>
    void OnExited(IChild child, ChildExit exit);
}
