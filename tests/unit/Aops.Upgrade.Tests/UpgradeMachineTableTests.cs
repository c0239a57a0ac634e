using Aops.Contracts;
using Aops.TestSupport;
using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;

namespace Aops.Upgrade.Tests;

public sealed class UpgradeMachineTableTests
{
    // Each phase × trigger and the phase it leads to; '-' stays.
    private static readonly Dictionary<UpgradeTrigger, string> Table = new()
    {
        //                                  Idle     Staging  Staged     SpmTrial    SpaTrial    Committed RolledBack
        [UpgradeTrigger.Install] =         "-        Idle     Idle       Idle        Idle        Idle      Idle",
        [UpgradeTrigger.Order] =           "Staging  -        -          -           -           Staging   Staging",
        [UpgradeTrigger.StageDone] =       "-        Staged   -          -           -           -         -",
        [UpgradeTrigger.StageFailed] =     "-        Idle     Idle       -           -           -         -",
        [UpgradeTrigger.SelfTestFailed] =  "-        Idle     Idle       -           -           -         -",
        [UpgradeTrigger.Switch] =          "-        -        SpmTrial   -           -           -         -",
        [UpgradeTrigger.SpmStarted] =      "-        -        -          -           -           -         -",
        [UpgradeTrigger.SpaStarted] =      "-        -        -          -           -           -         -",
        [UpgradeTrigger.SpmHealthy] =      "-        -        -          SpaTrial    -           -         -",
        [UpgradeTrigger.SpaHealthy] =      "-        -        -          -           Committed   -         -",
        [UpgradeTrigger.SpmDied] =         "-        -        -          -           -           -         -",
        [UpgradeTrigger.SpaDied] =         "-        -        -          -           -           -         -",
        [UpgradeTrigger.SpmTrialFailed] =       "-        -        -          RolledBack  RolledBack  -         -",
        [UpgradeTrigger.SpaTrialFailed] =       "-        -        -          -           RolledBack  -         -",
        [UpgradeTrigger.DeadlinePassed] =  "-        -        -          RolledBack  RolledBack  -         -",
        [UpgradeTrigger.ExecFailed] =      "-        -        -          RolledBack  RolledBack  -         -",
        [UpgradeTrigger.OrderRollback] =   "Staged   Idle     Idle       RolledBack  RolledBack  Staged    Staged",
    };

    public static TheoryData<JournalPhase, UpgradeTrigger, JournalPhase> EveryPair()
    {
        var data = new TheoryData<JournalPhase, UpgradeTrigger, JournalPhase>();
        foreach (var (trigger, row) in Table)
        {
            var cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var phase in Enum.GetValues<JournalPhase>())
            {
                var cell = cells[(int)phase];
                data.Add(phase, trigger, cell == "-" ? phase : Enum.Parse<JournalPhase>(cell));
            }
        }
        return data;
    }

    [Fact]
    public void Table_HasEveryTrigger() =>
        Assert.Equal(Enum.GetValues<UpgradeTrigger>().Order(), Table.Keys.Order());

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Trigger_LeadsToPhase(JournalPhase phase, UpgradeTrigger trigger, JournalPhase expected)
    {
        var step = UpgradeMachine.Next(Journals.In(phase), Event(trigger));

        Assert.Equal(expected, step.Journal.Phase);
    }

    [Theory]
    [InlineData(JournalPhase.SpmTrial, "2", "1")]
    [InlineData(JournalPhase.SpaTrial, "2", "2")]
    [InlineData(JournalPhase.RolledBack, "1", "1")]
    [InlineData(JournalPhase.Staged, "1", "1")]
    public void Phase_ChoosesASlotForEachHalf(JournalPhase phase, string spm, string spa)
    {
        var journal = Journals.In(phase);

        Assert.Equal(spm, journal.VersionFor(Role.Spm));
        Assert.Equal(spa, journal.VersionFor(Role.Spa));
    }

    [Fact]
    public void Starts_PastTheLimit_RollBack()
    {
        var journal = Journals.In(JournalPhase.SpmTrial);

        for (var i = 0; i < Limits.TrialStartsMax; i++)
        {
            journal = UpgradeMachine.Next(journal, Event(UpgradeTrigger.SpmStarted)).Journal;
            Assert.Equal(JournalPhase.SpmTrial, journal.Phase);
        }
        journal = UpgradeMachine.Next(journal, Event(UpgradeTrigger.SpmStarted)).Journal;

        Assert.Equal(JournalPhase.RolledBack, journal.Phase);
        Assert.Equal("aops-spm 2 ended 3 times on trial; returned to 1", journal.Reason);
    }

    [Fact]
    public void FailedVersion_IsRefusedUnderItsOrder_AndTriedUnderANewerOne()
    {
        var journal = UpgradeMachine.Next(Journals.In(JournalPhase.SpmTrial), Event(UpgradeTrigger.SpmTrialFailed)).Journal;

        var same = UpgradeMachine.Next(journal, Event(UpgradeTrigger.Order));
        var newer = UpgradeMachine.Next(journal, Event(UpgradeTrigger.Order) with { Generation = 8 });

        Assert.Same(journal, same.Journal);
        Assert.Contains("failed here before", same.Refusal, StringComparison.Ordinal);
        Assert.Equal(JournalPhase.Staging, newer.Journal.Phase);
    }

    [Fact]
    public void Switch_WayBackGone_IsRefused()
    {
        var step = UpgradeMachine.Next(
            Journals.In(JournalPhase.Staged), Event(UpgradeTrigger.Switch) with { IsWhole = v => v == "2" });

        Assert.Equal(JournalPhase.Idle, step.Journal.Phase);
        Assert.Equal("1", step.Journal.VersionFor(Role.Spm));
        Assert.NotNull(step.Refusal);
        Assert.Empty(step.Journal.Failed);
    }

    [Fact]
    public void Rollback_OldSlotGone_KeepsTheOnlyWholeOne()
    {
        var step = UpgradeMachine.Next(
            Journals.In(JournalPhase.SpmTrial), Event(UpgradeTrigger.SpmTrialFailed) with { IsWhole = v => v == "2" });

        Assert.Equal("2", step.Journal.Current);
        Assert.Contains("so 2 stays", step.Journal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void StagingFailure_BlamesNobody()
    {
        var journal = UpgradeMachine.Next(Journals.In(JournalPhase.Staging), Event(UpgradeTrigger.StageFailed)).Journal;

        Assert.Empty(journal.Failed);
        var report = journal.ToReport()!;
        Assert.Equal((Aops.Contracts.Wire.UpgradePhase.Failed, true), (report.Phase, report.IsRetried));
    }

    [Fact]
    public void OrderedRollback_KeepsItsOrderFromUpgradingAgain()
    {
        var journal = Journals.In(JournalPhase.Committed) with { Current = "2", Previous = "1", CurrentGeneration = 7 };
        foreach (var trigger in new[]
        {
            UpgradeTrigger.OrderRollback, UpgradeTrigger.Switch, UpgradeTrigger.SpmHealthy, UpgradeTrigger.SpaHealthy,
        })
        {
            journal = UpgradeMachine.Next(journal, Event(trigger) with { Version = null, Generation = 0 }).Journal;
        }

        Assert.Equal("1", journal.Current);
        Assert.NotNull(UpgradeMachine.Next(journal, Event(UpgradeTrigger.Order)).Refusal);
    }

    [Theory]
    [InlineData("1.9.0", true)]
    [InlineData("1.10.0", false)]
    [InlineData("1.10.0-rc.1", true)]
    public void Order_BelowTheFloor_IsRefused(string version, bool isRefused)
    {
        var journal = Journals.In(JournalPhase.Idle) with { Floor = "1.10.0" };

        var step = UpgradeMachine.Next(journal, Event(UpgradeTrigger.Order) with { Version = version });

        Assert.Equal(isRefused, step.Refusal is not null);
        Assert.Equal(isRefused, step.NeedsPermission);
    }

    [Theory]
    [InlineData("1.9", true)]
    [InlineData("2", false)]
    [InlineData("2.1", false)]
    public void Order_BelowTheFloor_NeedsAPermissionThatReachesTheFloor(string mayGoBackFrom, bool isRefused)
    {
        var journal = Journals.In(JournalPhase.Committed) with { Current = "1.5", Floor = "2" };

        var step = UpgradeMachine.Next(
            journal, Event(UpgradeTrigger.Order) with { Version = "1", Release = new ReleaseFacts(MayGoBackFrom: new ReleaseMark(mayGoBackFrom)) });

        Assert.Equal(isRefused, step.Refusal is not null);
        Assert.False(step.NeedsPermission);
    }

    [Fact]
    public void Floor_IsRaisedByACommit_AndLoweredByNothing()
    {
        var journal = Through(Journals.In(JournalPhase.Staged), UpgradeTrigger.Switch);
        Assert.Equal("2", journal.Floor);

        journal = UpgradeMachine.Next(
            journal, Event(UpgradeTrigger.OrderRollback) with { Generation = 0 }).Journal;
        journal = Through(journal, UpgradeTrigger.Switch);

        Assert.Equal("1", journal.Current);
        Assert.Equal("2", journal.Floor);
        Assert.NotNull(UpgradeMachine.Next(journal, Event(UpgradeTrigger.Order) with { Version = "1.5" }).Refusal);
    }

    [Fact]
    public void ServersRollback_FromACommittedVersion_NeedsAPermission()
    {
        var journal = Journals.In(JournalPhase.Committed) with { Current = "2", Previous = "1" };
        var order = Event(UpgradeTrigger.OrderRollback) with { IsAtHost = false };

        Assert.True(UpgradeMachine.Next(journal, order).NeedsPermission);
        Assert.Null(UpgradeMachine.Next(journal, order with { Release = new ReleaseFacts(MayGoBackFrom: new ReleaseMark("2")) }).Refusal);
        Assert.Null(UpgradeMachine.Next(Journals.In(JournalPhase.SpmTrial), order).Refusal);
    }

    [Fact]
    public void JournalWithoutAFloor_HasItsCurrentVersionAsFloor()
    {
        Assert.Equal("1", Journals.In(JournalPhase.Idle).LeastRelease(facts: null)?.Version);
        Assert.True(UpgradeMachine.Next(
            Journals.In(JournalPhase.Idle), Event(UpgradeTrigger.Order) with { Version = "0.9" }).NeedsPermission);
    }

    private static UpgradeJournal Through(UpgradeJournal journal, UpgradeTrigger first) =>
        new[] { first, UpgradeTrigger.SpmHealthy, UpgradeTrigger.SpaHealthy }
            .Aggregate(journal, (held, trigger) => UpgradeMachine.Next(held, Event(trigger)).Journal);

    internal static UpgradeEvent Event(UpgradeTrigger trigger) =>
        new(trigger, DateTimeOffset.UnixEpoch) { Version = "2", Generation = 7, IsAtHost = true };
}
