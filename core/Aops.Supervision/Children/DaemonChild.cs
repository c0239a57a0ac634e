using Aops.Native.Processes;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Children;

/// <summary>
/// A sub-agent that daemonizes: first the starter program, then the search for the daemon, then the daemon itself.
/// The start is complete when the daemon is found. On the loop only.
/// </summary>
internal sealed class DaemonChild : IChild, IChildOwner
{
    private readonly IChildOwner _owner;
    private readonly Func<ProcessIdentity, Action<ProcessIdentity>, Action<string>, DaemonSearch> _search;
    private readonly Func<ProcessIdentity, IChildOwner, IChild> _follow;
    private readonly Action<Action> _sweep;
    private IChild? _child;
    private DaemonSearch? _running;
    private bool _forgotten;

    /// <summary>Starts the starter.</summary>
    /// <param name="start">Starts the starter process.</param>
    /// <param name="search">Begins the search for the daemon.</param>
    /// <param name="follow">Adopts the daemon.</param>
    /// <param name="sweep">Kills all processes of the sub-agent, then calls back.</param>
    /// <param name="owner">Notified of what happens to the daemon.</param>
    /// <exception cref="StartException">No process was started.</exception>
    public DaemonChild(
        Func<IChildOwner, IChild> start,
        Func<ProcessIdentity, Action<ProcessIdentity>, Action<string>, DaemonSearch> search,
        Func<ProcessIdentity, IChildOwner, IChild> follow,
        Action<Action> sweep,
        IChildOwner owner)
    {
        _owner = owner;
        _search = search;
        _follow = follow;
        _sweep = sweep;
        _child = start(this);
        // The starter's start time distinguishes the daemon from older processes; it cannot be read after reaping.
        _ = _child.Process?.Identity;
    }

    public ChildProcess? Process => _child?.Process;

    public bool IsRunning { get; private set; }

    public void Signal(int signal)
    {
        _child?.Signal(signal);
        if (_running is not null && signal == Native.Processes.Signal.SIGKILL)
            Fail("it was killed before its daemon appeared");
    }

    public void Dispose()
    {
        _forgotten = true;
        EndSearch();
        _child?.Dispose();
    }

    // A running starter does not mean that the daemon runs.
    void IChildOwner.OnRunning(IChild child)
    {
    }

    void IChildOwner.OnStartFailed(IChild child, string fault) => _owner.OnStartFailed(this, fault);

    void IChildOwner.OnExited(IChild child, ChildExit exit)
    {
        if (_forgotten) return;
        var ended = _child!.Process!.Identity;
        _child = null;
        if (IsRunning) _owner.OnExited(this, exit);
        else if (exit.IsSuccess) _running = _search(ended, OnFound, Fail);
        else Fail($"its starter ended ({exit}) instead of leaving a daemon in the background");
    }

    private void OnFound(ProcessIdentity daemon)
    {
        _running = null;
        IsRunning = true;
        _child = _follow(daemon, this);
        _owner.OnRunning(this);
    }

    private void Fail(string fault)
    {
        EndSearch();
        _sweep(() =>
        {
            if (!_forgotten) _owner.OnStartFailed(this, fault);
        });
    }

    private void EndSearch()
    {
        _running?.Dispose();
        _running = null;
    }
}
