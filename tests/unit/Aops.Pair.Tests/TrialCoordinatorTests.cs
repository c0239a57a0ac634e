using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;
using Aops.Upgrade.Trial;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Pair.Tests;

public sealed class TrialCoordinatorTests : IDisposable
{
    private readonly AopsLayout _layout =
        new(Directory.CreateTempSubdirectory("aops-trial-").FullName);

    private readonly JournalStore _store;
    private readonly TrialCoordinator _trial;

    public TrialCoordinatorTests()
    {
        Directory.CreateDirectory(_layout.State);
        foreach (var version in new[] { "1", "2" })
        {
            Directory.CreateDirectory(Path.Combine(_layout.Slot(version), "bin"));
            File.WriteAllText(Path.Combine(_layout.Slot(version), "manifest.json"), "{}");
            foreach (var name in new[] { "aops-spm", "aops-spa", "aops-launch" })
            {
                var path = Path.Combine(_layout.Slot(version), "bin", name);
                File.WriteAllText(path, "#!/bin/sh\n");
                File.SetUnixFileMode(path, AtomicFile.Executable);
            }
        }
        _store = new JournalStore(_layout, TimeProvider.System, _ => { });
        _store.Mutate(_ => new UpgradeJournal { Current = "1" });
        _trial = new TrialCoordinator(Role.Spm, _store, TimeProvider.System, NullLogger.Instance);
        _trial.Update(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(15), 1L << 40);
    }

    private static PeerEnd SecondCopy =>
        new(TimeSpan.Zero, false, new ChildExit(ExitCodes.AlreadyRunning, null));

    private static PeerEnd Crash => new(TimeSpan.FromSeconds(1), false, new ChildExit(3, null));

    private void Switch() => _store.Mutate(_ => new UpgradeJournal
    {
        Phase = JournalPhase.SpmTrial,
        Current = "1",
        From = "1",
        To = "2",
        Generation = 1,
    });

    [Fact]
    public void UrgentRollback_IsCommittedWithoutThePeriod()
    {
        _trial.Update(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(15), 1L << 40);
        Switch();
        _store.Mutate(journal => journal with { IsRollback = true, IsUrgent = true });
        SayHello();
        WatchedPair.Until(() => Beat(isHealthy: true) != UpgradeActions.None, "a verdict");
        Assert.Equal(JournalPhase.SpaTrial, _store.Read().Phase);
    }

    private UpgradeActions SayHello() =>
        _trial.Connected(new Hello { Role = Role.Spm, Version = "2", Pid = 1 }, Environment.ProcessId);

    private UpgradeActions Beat(bool isHealthy) => _trial.ObservePing(new Ping
    {
        Sequence = 1,
        RssBytes = 1,
        Health = new SpmHealth { ConfigParsed = true, StateRead = true, SubAgentsAdopted = isHealthy },
    });

    [Fact]
    public void NoTrial_JudgesNobody()
    {
        for (var i = 0; i < 9; i++) Assert.Equal(UpgradeActions.None, _trial.Ended(Crash));
        Assert.Equal(UpgradeActions.None, _trial.Hung(TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public void HealthyForThePeriod_GoesOnWithSpa()
    {
        Switch();
        SayHello();
        var actions = UpgradeActions.None;
        WatchedPair.Until(() => (actions |= Beat(isHealthy: true)) != UpgradeActions.None, "a verdict");

        Assert.Equal(UpgradeActions.ReplaceSpa, actions);
        Assert.Equal(JournalPhase.SpaTrial, _store.Read().Phase);
    }

    [Fact]
    public void Unhealthy_IsNeverCommitted()
    {
        Switch();
        SayHello();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(UpgradeActions.None, Beat(isHealthy: false));
            Thread.Sleep(5);
        }
    }

    [Fact]
    public void EndOfTheOldVersion_IsNotBlamedOnTheNewOne()
    {
        Switch();
        for (var i = 0; i < Limits.TrialStartsMax; i++) Assert.Equal(UpgradeActions.None, _trial.Ended(Crash));
        Assert.Equal(JournalPhase.SpmTrial, _store.Read().Phase);

        Assert.Equal(UpgradeActions.KillSpm, _trial.Ended(Crash) & UpgradeActions.KillSpm);
        Assert.Equal("1", _store.Read().VersionFor(Role.Spm));
    }

    [Fact]
    public void SecondCopyThatTurnsAway_IsNoDeath()
    {
        Switch();
        SayHello();

        for (var i = 0; i < 9; i++) Assert.Equal(UpgradeActions.None, _trial.Ended(SecondCopy));

        Assert.Equal(JournalPhase.SpmTrial, _store.Read().Phase);
    }

    [Fact]
    public void MemoryOverTheLimit_RollsBack_WhateverItSaysOfItself()
    {
        // This very process stands for the version on trial, and says that it takes one byte.
        _trial.Update(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(15), 4096);
        Switch();
        SayHello();
        var actions = UpgradeActions.None;
        for (var i = 0; i < new TrialRules { Role = Role.Spm, Version = "2" }.MemorySamplesMax; i++)
        {
            Assert.Equal(UpgradeActions.None, actions);
            actions = Beat(isHealthy: true);
        }

        Assert.Equal(UpgradeActions.KillSpm, actions & UpgradeActions.KillSpm);
        Assert.Contains("memory", _store.Read().Reason);
    }

    [Fact]
    public void TrialThatSomebodyElseEnded_ActsOnIt()
    {
        Switch();
        SayHello();
        _store.Mutate(journal => journal with { Phase = JournalPhase.RolledBack });
        var actions = UpgradeActions.None;
        WatchedPair.Until(() => (actions |= Beat(isHealthy: true)) != UpgradeActions.None, "the end of the trial");

        Assert.Equal(UpgradeActions.KillSpm, actions & UpgradeActions.KillSpm);
        Assert.Equal(JournalPhase.RolledBack, _store.Read().Phase);
    }

    [Fact]
    public void Hang_RollsBack()
    {
        Switch();
        SayHello();

        _trial.Hung(TimeSpan.FromSeconds(15));

        Assert.Equal(JournalPhase.RolledBack, _store.Read().Phase);
        Assert.Contains("did not answer for 15 s", _trial.Journal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void JournalCannotBeWritten_IsTriedAgain()
    {
        Switch();
        SayHello();
        var lockPath = Path.ChangeExtension(_layout.Journal, ".lock");
        File.Delete(lockPath);
        Directory.CreateDirectory(lockPath);
        _trial.Hung(TimeSpan.FromSeconds(15));
        Assert.Equal(JournalPhase.SpmTrial, _store.Read().Phase);

        Directory.Delete(lockPath);
        _trial.Ticked();

        Assert.Equal(JournalPhase.RolledBack, _store.Read().Phase);
    }

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);
}
