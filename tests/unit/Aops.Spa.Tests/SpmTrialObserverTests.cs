using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spa.Tests;

public sealed class SpmTrialObserverTests
{
    private static PeerEnd Crash => new(TimeSpan.FromSeconds(1), true, new ChildExit(3, null));

    private static void Connect(SpaWorld world) => world.Observer.Connected(
        world.Peer, new Hello { Role = Role.Spm, Version = "2", Pid = 1 }, ProcessIdentity.Self);

    [Fact]
    public void JournalChoseAnotherVersion_ReplacesThisImage()
    {
        using var world = new SpaWorld(Journals.In(JournalPhase.SpaTrial));

        Connect(world);

        var end = Assert.Single(world.Ends);
        Assert.True(end.IsReplacement);
        Assert.Contains("version 2 in place of 1", end.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JournalPhase.Idle)]
    [InlineData(JournalPhase.SpmTrial)]
    [InlineData(JournalPhase.RolledBack)]
    public void JournalChoseThisVersion_GoesOn(JournalPhase phase)
    {
        using var world = new SpaWorld(Journals.In(phase));

        Connect(world);
        world.Observer.Ended(Crash);

        Assert.Empty(world.Ends);
    }

    [Fact]
    public void JournalThatChangesWhileSpmIsAway_IsFollowedAtItsEnd()
    {
        using var world = new SpaWorld();
        Connect(world);
        world.Root.Write(Journals.In(JournalPhase.SpaTrial));

        world.Observer.Ended(Crash);

        Assert.True(Assert.Single(world.Ends).IsReplacement);
    }

    [Fact]
    public void HealthyForThePeriod_GoesOnWithTheTrialOfSpa_AndReplacesThisImage()
    {
        using var world = new SpaWorld(Journals.In(JournalPhase.SpmTrial));
        Connect(world);

        Assert.IsType<Pong>(world.Observer.Received(world.Peer, world.Ping(isHealthy: true)));
        Assert.Equal(JournalPhase.SpmTrial, world.Root.Store.Read().Phase);
        world.Clock.Advance(SpaWorld.Period);
        world.Observer.Received(world.Peer, world.Ping(isHealthy: true));

        Assert.Equal(JournalPhase.SpaTrial, world.Root.Store.Read().Phase);
        Assert.True(Assert.Single(world.Ends).IsReplacement);
        Assert.Empty(world.Peer.Kills);
    }

    [Fact]
    public void DeadlinePassesUnhealthy_KillsSpm_AndRollsBack()
    {
        using var world = new SpaWorld(Journals.In(JournalPhase.SpmTrial));
        Connect(world);
        world.Observer.Received(world.Peer, world.Ping(isHealthy: false));

        for (var t = TimeSpan.Zero; t < SpaWorld.Deadline; t += SpaWorld.GapMax)
        {
            Assert.Empty(world.Peer.Kills);
            world.Clock.Advance(SpaWorld.GapMax);
            world.Observer.Ticked(world.Peer);
        }

        Assert.Contains("it has not adopted its sub-agents", Assert.Single(world.Peer.Kills), StringComparison.Ordinal);
        Assert.Equal(JournalPhase.RolledBack, world.Root.Store.Read().Phase);
        Assert.Empty(world.Ends);
    }

    [Fact]
    public void HangOnTrial_RollsBack_AndLeavesTheKillToTheWatch()
    {
        using var world = new SpaWorld(Journals.In(JournalPhase.SpmTrial));

        world.Observer.Hung(TimeSpan.FromSeconds(15));

        Assert.Equal(JournalPhase.RolledBack, world.Root.Store.Read().Phase);
        Assert.Empty(world.Peer.Kills);
    }

    [Fact]
    public void LauncherFindsNoProgram_HasItRepaired()
    {
        using var world = new SpaWorld();
        world.AddProgram(world.Layout.ServiceProgram);

        world.Observer.Ended(new PeerEnd(TimeSpan.Zero, false, new ChildExit(ExitCodes.NotFound, null)));

        Assert.Equal($"repair --root {world.Layout.Root}", world.WaitForTrace());
    }

    [Fact]
    public void ProgramOfSpmIsGone_HasItRepaired()
    {
        using var world = new SpaWorld();
        world.AddProgram(world.Layout.ServiceProgram);
        File.Delete(world.Layout.SlotProgram("1", Role.Spm));

        world.Observer.Ended(new PeerEnd(TimeSpan.FromSeconds(9), true, new ChildExit(null, Signal.SIGKILL)));

        Assert.Equal($"repair --root {world.Layout.Root}", world.WaitForTrace());
    }

    [Fact]
    public void CrashOfAWholeProgram_RepairsNothing()
    {
        using var world = new SpaWorld();
        world.AddProgram(world.Layout.ServiceProgram);

        world.Observer.Ended(Crash);

        Assert.Empty(world.Log.Lines);
    }

    [Fact]
    public void RepairThatEnded_IsNotedWithTheNextTick()
    {
        using var world = new SpaWorld();
        world.AddProgram(world.Layout.ServiceProgram);
        world.Observer.Ended(new PeerEnd(TimeSpan.Zero, false, new ChildExit(ExitCodes.NotFound, null)));

        Eventually.Holds(
            () =>
            {
                world.Observer.Ticked(world.Peer);
                return world.Log.Has("spm's program was put back");
            },
            "the end of the repair is noted");
    }

    [Fact]
    public void SecondSpmTurnedAway_LooksAtItsOwnLock()
    {
        using var world = new SpaWorld();
        File.Delete(world.Layout.Lock(Role.Spa));
        using var thief = FileLock.TryAcquire(world.Layout.Lock(Role.Spa));

        world.Observer.Ended(new PeerEnd(TimeSpan.Zero, false, new ChildExit(ExitCodes.AlreadyRunning, null)));

        Eventually.Holds(() => world.Ends.Count > 0, "it ends");
        Assert.False(world.Ends[0].IsReplacement);
        Assert.Contains("has taken it since", world.Ends[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_BindsASocketThatWasDeleted()
    {
        using var world = new SpaWorld();
        File.Delete(world.Socket.Path);

        world.Observer.Ticked(world.Peer);
        await world.Files.EndAsync();

        Assert.True(world.Socket.IsIntact);
    }

    [Fact]
    public void Ping_IsAnsweredWithItsSequence_AndTheMemory()
    {
        using var world = new SpaWorld();
        world.Memory.ResidentBytes = 12345;

        var pong = Assert.IsType<Pong>(world.Observer.Received(world.Peer, world.Ping(isHealthy: true, sequence: 42)));

        Assert.Equal((42, 12345), (pong.Sequence, pong.RssBytes));
    }

    [Fact]
    public void OtherMessages_AreNotAnswered()
    {
        using var world = new SpaWorld();

        Assert.Null(world.Observer.Received(world.Peer, new StatusRequest()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PingsAndTicks_FeedTheWatchdogOfSystemd(bool isPing)
    {
        using var systemd = new NotifySocket(isAbstract: true);
        using var world = new SpaWorld(notifySocket: systemd.Variable);

        if (isPing) world.Observer.Received(world.Peer, world.Ping(isHealthy: true));
        else world.Observer.Ticked(world.Peer);

        Assert.Equal("WATCHDOG=1", systemd.Receive());
    }
}
