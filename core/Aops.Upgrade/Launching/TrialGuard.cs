using System.Diagnostics.CodeAnalysis;
using Aops.Contracts;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Trial;

namespace Aops.Upgrade.Launching;

/// <summary>
/// A process of its own that lives as long as a trial, where no service manager would bring a half back: see
/// <see cref="JudgeWatch"/>. The launcher starts it before it executes a version on trial; a second one gives way.
/// </summary>
public sealed class TrialGuard
{
    // It looks only while a trial lasts, so it may look often.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AftermathMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DetachTime = TimeSpan.FromSeconds(1);

    private readonly AopsLayout _layout;
    private readonly TimeProvider _time;
    private readonly Action<string> _say;

    /// <summary>Makes a guard of a root.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="time">Clock.</param>
    /// <param name="say">Told of every start and fault, a sentence each.</param>
    public TrialGuard(AopsLayout layout, TimeProvider time, Action<string> say) =>
        (_layout, _time, _say) = (layout, time, say);

    private string LockPath => Path.Combine(_layout.Run, "guard.lock");

    /// <summary>Starts a guard, unless one is there or a service manager does its work. Never fails.</summary>
    /// <remarks>
    /// It is no child of whoever executes next in this process and would not know of it: the one in between ends at
    /// once and is waited for here.
    /// </remarks>
    public void Start()
    {
        if (IsUnit() || IsThere()) return;
        try
        {
            var between = Spawn.Start(Request("--detach"));
            var since = _time.GetTimestamp();
            while (ChildExit.TryReap(between) is null && _time.GetElapsedTime(since) < DetachTime) Thread.Sleep(1);
        }
        catch (PosixException e)
        {
            _say($"the trial goes on without a guard ({e.Message}); each half still brings the other back");
        }
    }

    /// <summary>Starts the guard proper, for the process in between.</summary>
    /// <returns>Exit code.</returns>
    public int Detach()
    {
        try
        {
            Spawn.Start(Request());
            return ExitCodes.Ok;
        }
        catch (PosixException e)
        {
            _say($"the trial goes on without a guard ({e.Message}); each half still brings the other back");
            return ExitCodes.OsError;
        }
    }

    /// <summary>
    /// Guards until the trial is over and both halves are there, or the suite is told to stay down.
    /// </summary>
    /// <returns>Exit code.</returns>
    public int Run()
    {
        if (!TryLock(out var held, out var exitCode)) return exitCode;
        using var _ = held;
        var store = new JournalStore(_layout, _time, _say);
        var watch = new JudgeWatch();
        var children = new HashSet<int>();
        TimeSpan? overSince = null;
        while (held.IsIntact && !File.Exists(_layout.StopMarker))
        {
            var journal = store.Read();
            var now = _time.GetElapsedTime(0);
            overSince = journal.IsTrial ? null : overSince ?? now;
            if (overSince is { } since && (now - since > AftermathMax || (IsAlive(Role.Spm) && IsAlive(Role.Spa))))
                break;
            if (watch.Look(journal, IsAlive, now) is { } judge && StartJudge(judge) is { } pid) children.Add(pid);
            children.RemoveWhere(child => ChildExit.TryReap(child) is not null);
            Thread.Sleep(LookPeriod);
        }
        return ExitCodes.Ok;
    }

    private bool TryLock([NotNullWhen(true)] out FileLock? held, out int exitCode)
    {
        (held, exitCode) = (null, ExitCodes.AlreadyRunning);
        try
        {
            Durable.CreateDirectory(_layout.Run);
            held = FileLock.TryAcquire(LockPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _say($"the trial goes on without a guard ({e.Message}); each half still brings the other back");
            exitCode = ExitCodes.CannotWrite;
        }
        return held is not null;
    }

    private int? StartJudge(Role judge)
    {
        try
        {
            _say($"{judge.ProgramName()} is gone and nobody brings it back in this trial; starting it");
            return Spawn.Start(new SpawnRequest
            {
                Path = LauncherCommand.Program(_layout),
                Arguments = LauncherCommand.Arguments(_layout, judge),
                Environment = StartEnvironment.Clean(),
            });
        }
        catch (PosixException e)
        {
            _say($"{judge.ProgramName()} cannot be started ({e.Message}); tried again in some seconds");
            return null;
        }
    }

    private SpawnRequest Request(params string[] more) => new()
    {
        Path = LauncherCommand.Program(_layout),
        Arguments = ["aops-launch", "guard", "--root", _layout.Root, .. more],
        Environment = StartEnvironment.Clean(),
    };

    private bool IsThere() => FileLock.ReadOwner(LockPath) is { } pid && HalfProcess.IsLauncher(pid);

    private bool IsAlive(Role role) => HalfProcess.Find(_layout, role) is not null;

    // A unit is started again by systemd, whatever its trial does (cgroups(7): the path ends in the unit's name).
    private static bool IsUnit()
    {
        try
        {
            var group = File.ReadAllText("/proc/self/cgroup");
            return group.Contains("/aops-spm.service", StringComparison.Ordinal)
                || group.Contains("/aops-spa.service", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
