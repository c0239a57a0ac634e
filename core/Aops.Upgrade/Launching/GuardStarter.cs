using Aops.Layout;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade.Launching;

/// <summary>
/// Starts the guard of the pair, where no service manager brings spm or spa back. The launcher asks for it with every start
/// of the pair and spa with every ping; the guard itself is <c>aops-launch guard</c>.
/// </summary>
public sealed class GuardStarter
{
    private static readonly TimeSpan DetachTime = TimeSpan.FromSeconds(1);

    private readonly AopsLayout _layout;
    private readonly TimeProvider _clock;
    private readonly Action<string> _say;
    private readonly SlotStore _slots;
    private readonly bool _isUnit;

    /// <summary>Makes a starter for a root.</summary>
    /// <param name="clock">Only its timestamps are used.</param>
    /// <param name="say">Told of a start that failed, in one sentence.</param>
    /// <param name="isUnit">
    /// Whether a service manager owns this process; by default as /proc tells it, which stays the same for a process.
    /// </param>
    public GuardStarter(AopsLayout layout, TimeProvider clock, Action<string> say, bool? isUnit = null)
    {
        _layout = layout;
        _clock = clock;
        _say = say;
        _slots = new SlotStore(layout);
        _isUnit = isUnit ?? CleanStart.IsUnit;
    }

    /// <summary>Whether a guard should be started: no service manager does its work, and none is there.</summary>
    public bool IsMissing => !_isUnit && !File.Exists(_layout.StopMarker) && !IsThere();

    /// <summary>Starts a guard, unless a service manager does its work or one is there. Never fails.</summary>
    /// <remarks>
    /// The guard is no child of this process, whose next image would not know of it: the process in between ends at once
    /// and is waited for here.
    /// </remarks>
    public void Start()
    {
        // A unit is started again by systemd, whatever its trial does.
        if (_isUnit || IsThere()) return;
        try
        {
            EndOutdated();
            var between = Spawn.Start(new SpawnRequest
            {
                Path = LauncherCommand.Program(_layout),
                Arguments = [.. LauncherCommand.GuardArguments(_layout), "--detach"],
                Environment = StartEnvironment.Clean(),
            });
            var since = _clock.GetTimestamp();
            while (ChildExit.TryReap(between) is null && _clock.GetElapsedTime(since) < DetachTime) Thread.Sleep(1);
        }
        catch (PosixException e)
        {
            _say(Describe(e));
        }
    }

    /// <summary>The sentence for a guard that cannot run.</summary>
    /// <param name="fault">Why it cannot.</param>
    public static string Describe(Exception fault) =>
        $"the pair is without a guard ({fault.Message}); each of the two still brings the other back";

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
