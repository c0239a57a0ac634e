using Aops.Contracts;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Slots;
using Aops.Upgrade.Trial;

namespace Aops.Upgrade.Launching;

/// <summary>
/// The third process, where no service manager would bring spm or spa back: the two revive each other, and this one starts
/// the pair when both are gone at once, and the judge of a trial when nobody else can (<see cref="TrialWatchdogPolicy"/>). The
/// launcher starts it with every start of the pair and spa with every ping, unless it is there; a second one gives way.
/// <para>It sleeps on the pidfds of both processes and does nothing else: no timer, no journal, no log. After it was woken
/// and both are back, it replaces itself by the launcher of the day, so that it costs again what it cost at first.</para>
/// </summary>
public sealed class PairGuard
{
    // It looks often, but only while one of the two is away.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan DetachTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LockTime = TimeSpan.FromMilliseconds(200);

    private readonly AopsLayout _layout;
    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly SlotStore _slots;
    // Read from /proc, and the same as long as the process lives.
    private readonly bool _isUnit = CleanStart.IsUnit;

    /// <summary>Makes a guard of a root.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="time">Clock.</param>
    /// <param name="say">Told of every start and fault, a sentence each.</param>
    public PairGuard(AopsLayout layout, TimeProvider time, Action<string> say) =>
        (_layout, _time, _say, _slots) = (layout, time, say, new SlotStore(layout));

    /// <summary>Arguments of the launcher that becomes the guard, its own name first.</summary>
    /// <param name="layout">The root.</param>
    public static IReadOnlyList<string> Arguments(AopsLayout layout) =>
        ["aops-launch", "guard", "--root", layout.Root];

    /// <summary>Whether a guard should be started: a service manager does not do its work, and none is there.</summary>
    public bool IsMissing => !_isUnit && !File.Exists(_layout.StopMarker) && !IsThere();

    /// <summary>Starts a guard, where it <see cref="IsMissing"/>. Never fails.</summary>
    /// <remarks>
    /// It is no child of whoever executes next in this process and would not know of it: the one in between ends at
    /// once and is waited for here.
    /// </remarks>
    public void Start()
    {
        // A unit is started again by systemd, whatever its trial does.
        if (_isUnit || IsThere()) return;
        try
        {
            EndOutdated();
            var between = Spawn.Start(Request("--detach"));
            var since = _time.GetTimestamp();
            while (ChildExit.TryReap(between) is null && _time.GetElapsedTime(since) < DetachTime) Thread.Sleep(1);
        }
        catch (PosixException e)
        {
            SayUnguarded(e);
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
            SayUnguarded(e);
            return ExitCodes.OsError;
        }
    }

    /// <summary>Guards until the suite is told to stay down, or its folders are gone.</summary>
    /// <returns>Exit code.</returns>
    public int Run()
    {
        StraySignals.Ignore();
        // What it starts is not waited for: the kernel forgets a child whose end is ignored.
        Signal.Ignore(Signal.SIGCHLD);
        try
        {
            AtomicFile.CreateDirectory(_layout.Run);
            // One that was told to end, as its program is outdated, may take a moment.
            using var held = FileLock.Acquire(_layout.GuardLock, LockTime);
            Guard(held);
            return ExitCodes.Ok;
        }
        catch (TimeoutException)
        {
            return ExitCodes.AlreadyRunning;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            SayUnguarded(e);
            return ExitCodes.CannotWrite;
        }
    }

    private void Guard(FileLock held)
    {
        var revival = new PairRevival(_layout, _time, _say);
        while (held.IsIntact && !File.Exists(_layout.StopMarker) && Directory.Exists(_layout.Opt))
        {
            if (Find(Role.Spm) is { } spm && Find(Role.Spa) is { } spa)
            {
                if (revival.IsUsed) BecomeFresh();
                revival.Rest();
                PairSleep.UntilEitherEnds(spm, spa);
                continue;
            }
            revival.Look(role => Find(role) is not null);
            Thread.Sleep(LookPeriod);
        }
    }

    // Somebody may have deleted the locks of a pair that lives.
    private ProcessIdentity? Find(Role role) =>
        PairProcessFinder.Find(_layout, role) is { } pid ? ProcessIdentity.TryRead(pid)
        : FileLock.ReadOwner(_layout.Lock(role)) is null ? _slots.FindProcess(role)
        : null;

    // The lock goes with this image; the next one takes it again.
    private void BecomeFresh()
    {
        try
        {
            ProcessImage.Replace(LauncherCommand.Program(_layout), Arguments(_layout), StartEnvironment.Clean());
        }
        catch (PosixException)
        {
            // This one goes on, larger than it was.
            StraySignals.Ignore();
            Signal.Ignore(Signal.SIGCHLD);
        }
    }

    private void SayUnguarded(Exception e) =>
        _say($"the pair is without a guard ({e.Message}); each of the two still brings the other back");

    private SpawnRequest Request(params string[] more) => new()
    {
        Path = LauncherCommand.Program(_layout),
        Arguments = [.. Arguments(_layout), .. more],
        Environment = StartEnvironment.Clean(),
    };

    private int? Owner() =>
        FileLock.ReadOwner(_layout.GuardLock) is { } pid && ProcessIdentity.TryRead(pid) is not null
        && _slots.IsLauncher(pid) ? pid : null;

    private bool IsThere() => Owner() is { } pid && !IsOutdated(pid);

    // An upgrade was committed: the launcher by whose name it was started is another one by now.
    private static bool IsOutdated(int pid) =>
        ProcessOrigin.ProgramOf(pid)?.EndsWith(" (deleted)", StringComparison.Ordinal) == true;

    private void EndOutdated()
    {
        if (Owner() is { } pid && IsOutdated(pid)) Signal.Send(pid, Signal.SIGTERM);
    }
}
