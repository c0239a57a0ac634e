using Aops.Contracts;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;

namespace Aops.Upgrade.Tests;

/// <summary>Random orders of triggers, replayed by their seed, hold the invariants of the machine.</summary>
public sealed class UpgradeMachineSeedTests
{
    private const int StepsMax = 400;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomOrder_HoldsTheInvariants(int seed)
    {
        var random = new Random(seed);
        var whole = new HashSet<string> { "1" };
        var journal = new UpgradeJournal { Current = "1" };
        var triggers = Enum.GetValues<UpgradeTrigger>();

        for (var i = 0; i < StepsMax; i++)
        {
            var e = new UpgradeEvent(triggers[random.Next(triggers.Length)], DateTimeOffset.UnixEpoch)
            {
                Version = $"{random.Next(1, 6)}",
                Generation = random.Next(1, 9),
                IsWhole = whole.Contains,
            };
            if (e.Trigger == UpgradeTrigger.Install) whole.Add(e.Version);
            if (e.Trigger == UpgradeTrigger.StageDone && journal.To is { } staged) whole.Add(staged);
            var before = journal;
            var step = UpgradeMachine.Next(before, e);
            journal = step.Journal;

            Check(before, e, step, whole);
            // What the journal does not need may be collected, or deleted by hand.
            if (random.Next(4) == 0)
            {
                whole.RemoveWhere(v => v != journal.VersionFor(Role.Spm) && v != journal.VersionFor(Role.Spa));
            }
        }
    }

    private static void Check(UpgradeJournal before, UpgradeEvent e, UpgradeStep step, HashSet<string> whole)
    {
        var after = step.Journal;
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var version = after.VersionFor(role);
            Assert.NotNull(version);
            Assert.Contains(version, whole);
        }
        if (e.Trigger == UpgradeTrigger.Order && before.FailureOf(e.Version!, e.Generation) is not null
            && before.To != e.Version)
        {
            Assert.NotEqual(e.Version, after.Phase == JournalPhase.Staging ? after.To : null);
        }
        if (step.Refusal is not null) Assert.Equal(before.VersionFor(Role.Spm), after.VersionFor(Role.Spm));
        Assert.True(after.Failed.Count <= Limits.FailedVersionsMax);
        Assert.True(after.StartsSpm <= Limits.TrialStartsMax + 1);
        Assert.False(before.IsTrial && after.Phase is JournalPhase.Staging or JournalPhase.Staged);
    }
}
