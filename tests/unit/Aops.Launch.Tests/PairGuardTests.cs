using System.Collections.Concurrent;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Launch.Tests;

public sealed class PairGuardTests : IDisposable
{
    private readonly SlotRoot _root = new("1", "2");
    private readonly ConcurrentQueue<Role> _started = [];
    private readonly List<string> _said = [];
    private int _renewals;

    public PairGuardTests() => _root.Write(Journals.In(JournalPhase.Idle));

    private AopsLayout Layout => _root.Layout;

    public void Dispose() => _root.Dispose();

    private PairGuard Make()
    {
        var revival = new PairRevival(Layout, TimeProvider.System, _started.Enqueue, _ => { });
        return new PairGuard(Layout, revival, () => Interlocked.Increment(ref _renewals), _said.Add);
    }

    private RunningProgram Run(Role role)
    {
        var program = new RunningProgram(Layout.SlotProgram("1", role));
        Directory.CreateDirectory(Layout.Run);
        File.WriteAllText(Layout.Lock(role), $"{program.Pid}\n");
        return program;
    }

    private void Stop() => File.WriteAllText(Layout.StopMarker, "");

    [Fact]
    public void SuiteThatIsToStayDown_IsNotGuarded()
    {
        Stop();

        Assert.Equal(ExitCodes.Ok, Make().Run());
        Assert.Empty(_started);
    }

    [Fact]
    public void SuiteThatWasRemoved_IsNotGuarded()
    {
        Directory.Delete(Layout.Opt, recursive: true);

        Assert.Equal(ExitCodes.Ok, Make().Run());
    }

    [Fact]
    public void SecondGuard_EndsWithItsCode()
    {
        Directory.CreateDirectory(Layout.Run);
        using var first = FileLock.TryAcquire(Layout.GuardLock);

        Assert.Equal(ExitCodes.AlreadyRunning, Make().Run());
        Assert.Empty(_said);
    }

    [Fact]
    public void LockThatCannotBeMade_EndsWithItsCode_AndIsSaid()
    {
        File.WriteAllText(Path.Combine(Layout.Root, "run"), "a file in the way");

        Assert.Equal(ExitCodes.CannotWrite, Make().Run());
        Assert.Contains("without a guard", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PairThatDies_IsStarted_AndTheGuardIsRenewedOnceBothAreBack()
    {
        using var spm = Run(Role.Spm);
        using var spa = Run(Role.Spa);
        var guard = Task.Run(Make().Run);
        Eventually.Holds(() => FileLock.ReadOwner(Layout.GuardLock) == Environment.ProcessId, "the guard guards");
        Assert.Empty(_started);

        spm.Kill();
        spa.Kill();
        Eventually.Holds(() => _started.Contains(Role.Spm), "spm is started");
        Assert.Equal(0, Volatile.Read(ref _renewals));

        using var spmAgain = Run(Role.Spm);
        using var spaAgain = Run(Role.Spa);
        Eventually.Holds(() => Volatile.Read(ref _renewals) > 0, "the guard is renewed");
        Stop();
        spmAgain.Kill();
        Assert.Equal(ExitCodes.Ok, await guard);
    }

    [Fact]
    public async Task PairWhoseLocksWereDeleted_IsFoundByItsPrograms()
    {
        using var spm = Run(Role.Spm);
        using var spa = Run(Role.Spa);
        File.Delete(Layout.Lock(Role.Spm));
        File.Delete(Layout.Lock(Role.Spa));
        var guard = Task.Run(Make().Run);

        // Longer than it takes to start a pair that is away.
        await Assert.ThrowsAsync<TimeoutException>(() => guard.WaitAsync(TimeSpan.FromSeconds(1.6)));
        Assert.Empty(_started);

        Stop();
        spm.Kill();
        Assert.Equal(ExitCodes.Ok, await guard);
    }

    [Fact]
    public void LockOfAProcessThatIsNoMember_NamesNoMember()
    {
        using var spm = new RunningProgram(Path.Combine(Layout.Root, "aops-spm"));
        Directory.CreateDirectory(Layout.Run);
        File.WriteAllText(Layout.Lock(Role.Spm), $"{spm.Pid}\n");

        Assert.Null(PairProcessFinder.Find(Layout, Role.Spm));
    }

    [Fact]
    public void LockOfALauncher_IsAMemberThatStarts()
    {
        using var launcher = new RunningProgram(Layout.LauncherProgram);
        Directory.CreateDirectory(Layout.Run);
        File.WriteAllText(Layout.Lock(Role.Spm), $"{launcher.Pid}\n");

        Assert.Equal(launcher.Pid, PairProcessFinder.Find(Layout, Role.Spm));
    }
}
