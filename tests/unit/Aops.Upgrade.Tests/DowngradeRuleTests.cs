using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;

namespace Aops.Upgrade.Tests;

/// <summary>What is older: by the numbers of the signed metadata, by the text only where a number is missing.</summary>
public sealed class DowngradeRuleTests
{
    private const string First = "c57f6a1d";
    private const string Second = "0a1b2c3d";

    private static UpgradeEvent Order(string version, ReleaseFacts? release = null) =>
        new(UpgradeTrigger.Order, DateTimeOffset.UnixEpoch) { Version = version, Generation = 1, Release = release };

    [Theory]
    [InlineData(Second, 2L, First, 1L, false)]
    [InlineData(First, 1L, Second, 2L, true)]
    [InlineData(First, null, Second, 2L, false)]
    [InlineData(Second, null, First, 1L, true)]
    [InlineData("1.9.0", 7L, "1.10.0", 6L, false)]
    [InlineData("1.9.0", null, "1.10.0", null, true)]
    [InlineData("1.9.0", 3L, "1.9.0", 9L, false)]
    public void Version_IsOlderByNumber_ElseByText(
        string version, long? number, string floor, long? floorNumber, bool isOlder)
    {
        var fault = DowngradeRule.FaultOf(new ReleaseMark(version, number), new ReleaseMark(floor, floorNumber), null);
        Assert.Equal(isOlder, fault is not null);
    }

    [Theory]
    [InlineData(Second, 2L, true)]
    [InlineData(First, 1L, false)]
    public void Permission_ReachesByNumber(string from, long number, bool isPermitted)
    {
        var fault = DowngradeRule.FaultOf(
            new ReleaseMark(First, 1), new ReleaseMark(Second, 2), new ReleaseMark(from, number));
        Assert.Equal(isPermitted, fault is null);
    }

    [Fact]
    public void Upgrade_BetweenCommitNames_RaisesTheFloorByNumber_AndBackNeedsThePermission()
    {
        // A journal of an older suite: the floor has no number until the metadata gives it.
        var journal = new UpgradeJournal { Current = First, Floor = First };
        journal = Commit(journal, Order(Second, new ReleaseFacts(2, FloorNumber: 1, CurrentNumber: 1)));
        Assert.Equal((Second, 2L), (journal.Floor, journal.FloorNumber));
        Assert.Equal((1L, 2L), (journal.PreviousNumber, journal.CurrentNumber));

        var back = new ReleaseFacts(1);
        Assert.True(UpgradeMachine.Next(journal, Order(First, back)).NeedsPermission);
        var permitted = Order(First, back with { MayGoBackFrom = new ReleaseMark(Second, 2) });
        journal = Commit(journal, permitted);

        Assert.Equal(First, journal.Current);
        Assert.Equal((Second, 2L), (journal.Floor, journal.FloorNumber));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Return_ToTheVersionBefore_LowersNothing_AndTheServerNeedsAPermission(bool isKnown)
    {
        var journal = Commit(new UpgradeJournal { Current = First, CurrentNumber = 1 }, Order(Second, new ReleaseFacts(2)));
        var rollback = new UpgradeEvent(UpgradeTrigger.OrderRollback, DateTimeOffset.UnixEpoch)
        {
            Release = isKnown ? new ReleaseFacts(1) : null,
        };
        Assert.True(UpgradeMachine.Next(journal, rollback).NeedsPermission);

        journal = Commit(journal, rollback with { IsAtHost = true, Release = null });
        Assert.Equal((First, 1L), (journal.Current, journal.CurrentNumber));
        Assert.Equal((Second, 2L), (journal.Floor, journal.FloorNumber));
    }

    private static UpgradeJournal Commit(UpgradeJournal journal, UpgradeEvent order)
    {
        var step = UpgradeMachine.Next(journal, order);
        Assert.Null(step.Refusal);
        UpgradeTrigger[] rest =
            [UpgradeTrigger.StageDone, UpgradeTrigger.Switch, UpgradeTrigger.SpmHealthy, UpgradeTrigger.SpaHealthy];
        return rest.Aggregate(step.Journal,
            (now, trigger) => UpgradeMachine.Next(now, new UpgradeEvent(trigger, DateTimeOffset.UnixEpoch)).Journal);
    }
}
