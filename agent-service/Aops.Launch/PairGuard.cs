using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Slots;
using Aops.Upgrade.Trial;

namespace Aops.Launch;

/// <summary>
/// The third process, where no service manager would bring spm or spa back: the two revive each other, and this one starts
/// the pair when both are gone at once, and the judge of a trial when no other process can (<see cref="TrialWatchdogPolicy"/>).
/// <see cref="GuardStarter"/> starts it unless it is there; a second one ends by the lock of the first.
/// <para>It sleeps on the pidfds of both processes and does nothing else: no timer, no journal, no log. After it was woken
/// and both are back, it replaces itself by the launcher of the day, so that it costs again what it cost at first.</para>
/// </summary>
internal sealed class PairGuard
{
    // It looks often, but only while one of the two is away.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LockTime = TimeSpan.FromMilliseconds(200);

    private readonly AopsLayout _layout;
    private readonly Action<string> _say;
    private readonly PairRevival _revival;
    private readonly Action _renew;
    private readonly SlotStore _slots;

    /// <summary>Makes a guard of a root.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="revival">Starts what is away.</param>
    /// <param name="renew">Replaces this image by a fresh one; returns only if that failed.</param>
    /// <param name="say">Told of every fault, a sentence each.</param>
    public PairGuard(AopsLayout layout, PairRevival revival, Action renew, Action<string> say) =>
        (_layout, _revival, _renew, _say, _slots) = (layout, revival, renew, say, new SlotStore(layout));

    /// <summary>Guards until the suite is told to stay down, or its folders are gone.</summary>
    /// <returns>Exit code.</returns>
    public int Run()
    {
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
                // The lock goes with this image; the next one takes it again.
                if (_revival.IsUsed) _renew();
                _revival.Rest();
                PairSleep.UntilEitherEnds(spm, spa);
                continue;
            }
            _revival.Look(role => Find(role) is not null);
            Thread.Sleep(LookPeriod);
        }
    }

    // The locks of a pair that lives may have been deleted.
    private ProcessIdentity? Find(Role role) =>
        PairProcessFinder.Find(_layout, role) is { } pid ? ProcessIdentity.TryRead(pid)
        : FileLock.ReadOwner(_layout.Lock(role)) is null ? _slots.FindProcess(role)
        : null;
}
