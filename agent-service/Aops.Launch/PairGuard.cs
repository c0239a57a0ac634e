using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Slots;
using Aops.Upgrade.Trial;

namespace Aops.Launch;

/// <summary>
/// The third process, where no service manager revives spm and spa. The two revive each other; the guard
/// starts the pair when both are gone at once, and the judge of a trial when no other process can
/// (<see cref="TrialWatchdogPolicy"/>). <see cref="GuardStarter"/> starts it unless it runs; a second guard
/// ends, since the first holds the lock.
/// </summary>
/// <remarks>
/// It sleeps on the pidfds of both processes: no timer, no journal, no log. After it was woken and both are
/// back, it replaces itself by the current launcher, so that its memory shrinks to its first size.
/// </remarks>
internal sealed class PairGuard
{
    // Short, since it is used only while one of the two is away.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LockTime = TimeSpan.FromMilliseconds(200);

    private readonly AopsLayout _layout;
    private readonly Action<string> _say;
    private readonly PairRevival _revival;
    private readonly Action _renew;
    private readonly SlotStore _slots;

    /// <summary>Creates the guard of a root.</summary>
    /// <param name="revival">Starts the member that is away.</param>
    /// <param name="renew">Replaces this process by a new guard; returns only if that failed.</param>
    /// <param name="say">Receives every fault, one sentence each.</param>
    public PairGuard(AopsLayout layout, PairRevival revival, Action renew, Action<string> say) =>
        (_layout, _revival, _renew, _say, _slots) = (layout, revival, renew, say, new SlotStore(layout));

    /// <summary>Guards the pair until the suite is told to stay down, or its folders are gone.</summary>
    /// <returns>Exit code.</returns>
    public int Run()
    {
        try
        {
            AtomicFile.CreateDirectory(_layout.Run);
            // A guard with an outdated program that was told to end may take a moment.
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
            _say(GuardStarter.Describe(e));
            return ExitCodes.CannotWrite;
        }
    }

    private void Guard(FileLock held)
    {
        while (held.IsIntact && !File.Exists(_layout.StopMarker) && Directory.Exists(_layout.Opt))
        {
            if (Find(Role.Spm) is { } spm && Find(Role.Spa) is { } spa)
            {
                // The lock is released by exec; the new guard takes it again.
                if (_revival.IsUsed) _renew();
                _revival.Rest();
                PairSleep.UntilEitherEnds(spm, spa);
                continue;
            }
            _revival.Look(role => Find(role) is not null);
            Thread.Sleep(LookPeriod);
        }
    }

    // The lock files of a running pair may have been deleted, so processes are searched too.
    private ProcessIdentity? Find(Role role) =>
        PairProcessFinder.Find(_layout, role) is { } pid ? ProcessIdentity.TryRead(pid)
        : FileLock.ReadOwner(_layout.Lock(role)) is null ? _slots.FindProcess(role)
        : null;
}
