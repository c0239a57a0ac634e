using Aops.Native.Processes;

namespace Aops.Supervision.Children;

/// <summary>
/// A running process of a sub-agent. Disposing stops observing it; it keeps running. On the loop only.
/// </summary>
internal interface IChild : IDisposable
{
    /// <summary>The process; null while systemd is starting it.</summary>
    ChildProcess? Process { get; }

    /// <summary>
    /// Whether its program was executed. If true right after the start, <see cref="IChildOwner.OnRunning"/> is not
    /// called.
    /// </summary>
    bool IsRunning { get; }

    /// <summary>Signals all its processes.</summary>
    void Signal(int signal);
}

/// <summary>
/// Notifications of a child to its owner, on the loop, in this order and each at most once, except OnReplaced,
/// which may repeat.
/// </summary>
internal interface IChildOwner
{
    /// <summary>The program runs.</summary>
    void OnRunning(IChild child);

    /// <summary>The set-up failed and the process has ended; no notification follows.</summary>
    void OnStartFailed(IChild child, string fault);

    /// <summary>systemd restarted the unit by an order of another process, so a new process runs.</summary>
    /// <param name="exit">How the previous process ended, if known.</param>
    void OnReplaced(IChild child, ChildExit exit)
    {
    }

    /// <summary>
    /// systemd stopped the process by an order of another process, or refuses to start it now; it has ended.
    /// </summary>
    /// <param name="why">A clause with the cause.</param>
    /// <param name="exit">How it ended; null if it was not started.</param>
    void OnHeld(IChild child, string why, ChildExit? exit)
    {
    }

    /// <summary>The process and its group have ended.</summary>
    void OnExited(IChild child, ChildExit exit);
}
