using System.Text;
using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Launching;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Children;

/// <summary>A process of a sub-agent that spm itself started or adopted. On the loop only.</summary>
internal sealed class Child : IChild
{
    private const int FaultBytesMax = 4096;

    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly ExitCleanup _end;
    private readonly IChildOwner _owner;
    private readonly MemoryStream _fault = new();
    private AnonymousPipe? _report;
    private IDisposable? _reportWatch;
    private IDisposable? _exitWatch;
    private bool _running;
    private bool _signalled;
    private bool _ended;

    private Child(IChildOwner owner, ChildProcess process, bool isOwn, ExitCleanup end)
    {
        _end = end;
        _owner = owner;
        Process = process;
        IsOwn = isOwn;
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>Whether it is a child of this process, so that its exit code will be known.</summary>
    public bool IsOwn { get; }

    /// <inheritdoc/>
    public bool IsRunning => _running;

    /// <summary>Starts a program.</summary>
    /// <param name="exits">Observes its exit.</param>
    /// <param name="plan">What to start.</param>
    /// <param name="launcher">Program and first arguments of the launcher, for plans that need it.</param>
    /// <param name="output">Receives its output; null to discard it.</param>
    /// <param name="end">What to do at its exit.</param>
    /// <param name="owner">Notified of what happens to it, not before this method returns.</param>
    /// <exception cref="StartException">No process was started.</exception>
    public static Child Start(
        EventLoop loop, ExitWatch exits, LaunchPlan plan, IReadOnlyList<string> launcher,
        SafeFileHandle? output, ExitCleanup end, IChildOwner owner)
    {
        var isSetUp = plan.NeedsLauncher;
        var report = isSetUp ? new AnonymousPipe() : null;
        int pid;
        try
        {
            pid = Spawn(plan, isSetUp, launcher, output, report?.Writer);
        }
        catch
        {
            report?.Dispose();
            throw;
        }
        var child = new Child(owner, new ChildProcess(pid), isOwn: true, end);
        if (report is not null)
        {
            report.Writer.Dispose();
            child._report = report;
            child._reportWatch = loop.Watch(report.Reader, child.ReadReport);
        }
        child._exitWatch = exits.Begin(child.Process, isChild: true, child.OnEnd);
        child._running = report is null;
        return child;
    }

    /// <summary>Adopts a running process.</summary>
    /// <param name="exits">Observes its exit.</param>
    /// <param name="end">What to do at its exit.</param>
    /// <param name="owner">Notified of its exit.</param>
    public static Child Adopt(ExitWatch exits, ProcessIdentity process, ExitCleanup end, IChildOwner owner)
    {
        var isOwn = ChildExit.IsChild(process.Pid);
        var child = new Child(owner, new ChildProcess(process), isOwn, end) { _running = true };
        child._exitWatch = exits.Begin(child.Process, isOwn, child.OnEnd);
        return child;
    }

    /// <summary>Signals the whole process group.</summary>
    public void Signal(int signal)
    {
        if (_ended) return;
        _signalled = true;
        // An unreaped child keeps its pid; the pid of an adopted process may have been reused.
        if (!IsOwn && !Process.Identity.IsAlive) return;
        // A daemon may be in the group of a parent that has exited.
        var stat = ProcStat.TryRead(Process.Pid);
        SignalGroup(stat is { ProcessGroup: > 1 } known ? known.ProcessGroup : Process.Pid, signal);
    }

    /// <summary>Stops observing the process, which keeps running.</summary>
    public void Dispose()
    {
        _exitWatch?.Dispose();
        CloseReport();
    }

    private static int Spawn(
        LaunchPlan plan, bool isSetUp, IReadOnlyList<string> launcher, SafeFileHandle? output, SafeFileHandle? report)
    {
        try
        {
            return isSetUp
                ? SpawnLauncher(plan, launcher, output, report)
                : Native.Processes.Spawn.Start(new SpawnRequest
                {
                    Path = plan.Arguments[0],
                    Arguments = plan.Arguments,
                    Environment = plan.Environment,
                    Output = output,
                    WorkingDirectory = plan.Setup.WorkingDirectory,
                });
        }
        catch (PosixException e)
        {
            throw new StartException(isSetUp
                ? $"its set-up needs {launcher[0]}, which cannot be executed: {e.Message}"
                : SpawnErrorMessage.Of(plan, e));
        }
    }

    // The launcher is root until it has changed to the sub-agent's user: no variable of the sub-agent may reach it.
    private static int SpawnLauncher(
        LaunchPlan plan, IReadOnlyList<string> launcher, SafeFileHandle? output, SafeFileHandle? report)
    {
        using var environment = EnvironmentPipe.Fill(plan.Environment);
        var setup = plan.Setup with { IsEnvironmentPassed = true };
        return Native.Processes.Spawn.Start(new SpawnRequest
        {
            Path = launcher[0],
            Arguments = [.. launcher, .. setup.ToArguments(), .. plan.Arguments],
            Environment = NoEnvironment,
            Output = output,
            Report = report,
            PassedEnvironment = environment.Reader,
        });
    }

    private void ReadReport()
    {
        Span<byte> buffer = stackalloc byte[1024];
        while (_report?.TryRead(buffer) is { } count)
        {
            if (count == 0)
            {
                CloseReport();
                if (_fault.Length == 0) SetRunning();
                return;
            }
            if (_fault.Length + count <= FaultBytesMax) _fault.Write(buffer[..count]);
        }
    }

    private void SetRunning()
    {
        if (_running || _exitWatch is null) return;
        _running = true;
        _owner.OnRunning(this);
    }

    private void OnEnd()
    {
        ReadReport();
        // Before reaping: until then the number of the group cannot be reused.
        if (_end.KillsGroup) SignalGroup(Process.Pid, Native.Processes.Signal.SIGKILL);
        Process.MarkReaped();
        var exit = (IsOwn ? ChildExit.TryReap(Process.Pid) : null) ?? ChildExit.Unknown;
        if (_fault.Length == 0) SetRunning();
        Dispose();
        _exitWatch = null;
        _ended = true;
        if (_fault.Length > 0) _owner.OnStartFailed(this, Encoding.UTF8.GetString(_fault.ToArray()));
        // Remaining processes of this run are killed before the next run begins.
        else if (_end.Sweep is { } sweep && (_signalled || MayHaveLeft()))
            sweep(() => _owner.OnExited(this, exit));
        else _owner.OnExited(this, exit);
    }

    // Processes that an adopted one left were reparented to init, so only a scan of all processes finds them.
    private bool MayHaveLeft() => !IsOwn || _end.MayHaveLeft is not { } look || look(Process.Pid);

    private static void SignalGroup(int group, int signal)
    {
        try
        {
            Native.Processes.Signal.Send(-group, signal);
        }
        catch (PosixException)
        {
            // EPERM: all processes of the group belong to another user.
        }
    }

    private void CloseReport()
    {
        _reportWatch?.Dispose();
        _report?.Dispose();
        _reportWatch = null;
        _report = null;
    }
}
