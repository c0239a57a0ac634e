using Aops.Contracts;
using Aops.Native.Programs;
using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

/// <summary>
/// How an attempt of <see cref="UpgradeMachine"/> ends: refused, abandoned before the switch, committed or rolled back
/// after it. Pure.
/// </summary>
internal static class UpgradeOutcomes
{
    private const int GenerationsRetained = 3;

    /// <summary>Nothing is begun.</summary>
    public static UpgradeStep Refuse(UpgradeJournal journal, string why) =>
        new(journal, UpgradeActions.None, why);

    /// <summary>An attempt ends before the switch.</summary>
    /// <param name="isRemembered">Whether the version counts as failed.</param>
    public static UpgradeStep Abandon(UpgradeJournal journal, UpgradeEvent e, string reason, bool isRemembered)
    {
        var sentence = Cut($"{reason}; keeping {journal.Current}");
        return new(
            journal with
            {
                Phase = JournalPhase.Idle,
                At = e.At,
                Reason = sentence,
                Failed = isRemembered ? Remember(journal, e, reason) : journal.Failed,
            },
            UpgradeActions.DiscardStaging);
    }

    /// <summary>An attempt ends before the switch because its version is not wanted any more.</summary>
    public static UpgradeStep Withdraw(UpgradeJournal journal, UpgradeEvent e, string reason)
    {
        var step = Abandon(journal, e, reason, isRemembered: false);
        return step with { Journal = step.Journal with { IsWithdrawn = true } };
    }

    /// <summary>A trial has failed.</summary>
    public static UpgradeStep RollBack(UpgradeJournal journal, UpgradeEvent e)
    {
        var reason = e.Reason ?? $"{journal.To} failed its trial ({e.Trigger})";
        var hasWayBack = journal.Current is { } current && e.IsWhole(current);
        if (!hasWayBack && journal.To is { } to && e.IsWhole(to))
        {
            // The old slot was deleted during the trial: an unhealthy version is better than none.
            return Commit(journal, e,
                Cut($"{reason}; but the slot of {journal.Current} is gone, so {to} stays"));
        }
        return new(
            journal with
            {
                Phase = JournalPhase.RolledBack,
                At = e.At,
                Reason = Cut($"{reason}; returned to {journal.Current}"),
                Failed = Remember(journal, e, reason),
            },
            UpgradeActions.RepairCurrentLink | WaysBack(journal.Phase, e.Trigger));
    }

    /// <summary>A trial is over, and its version stays.</summary>
    /// <param name="reason">Why it stays although it failed; null if it did not.</param>
    public static UpgradeStep Commit(UpgradeJournal journal, UpgradeEvent e, string? reason)
    {
        var failed = journal.Failed.Where(f => f.Version != journal.To);
        // Neither the generation that installed the version which an operator has left, nor the server's current
        // one, may bring it back at once.
        if (journal is { IsRollback: true, From: { } left })
        {
            failed = failed.Concat(new[] { journal.CurrentGeneration, journal.Generation }.Distinct().Select(order =>
                new FailedVersion { Version = left, Generation = order, Reason = "left by an ordered rollback", At = e.At }));
        }
        // A return does not raise the floor: that version was committed before.
        var floor = journal.LeastRelease(facts: null);
        if (!journal.IsRollback) floor = DowngradeRule.Newer(floor, ReleaseMark.Of(journal.To, journal.ToNumber));
        return new(
            journal.WithoutStarts() with
            {
                Phase = JournalPhase.Committed,
                At = e.At,
                Previous = journal.From,
                Current = journal.To,
                CurrentGeneration = journal.Generation,
                PreviousNumber = journal.CurrentNumber,
                CurrentNumber = journal.ToNumber,
                Floor = floor?.Version,
                FloorNumber = floor?.Number,
                Reason = reason,
                Failed = [.. failed.TakeLast(Limits.FailedVersionsMax)],
            },
            UpgradeActions.RepairCurrentLink | UpgradeActions.Tidy);
    }

    // SpmTrial: spa runs the old version already. SpaTrial: the judge kills the member on trial, and replaces
    // itself once it sees that its own version is no longer selected.
    private static UpgradeActions WaysBack(JournalPhase phase, UpgradeTrigger trigger) => (phase, trigger) switch
    {
        (JournalPhase.SpmTrial, _) => UpgradeActions.KillSpm,
        (_, UpgradeTrigger.SpmTrialFailed) => UpgradeActions.KillSpm | UpgradeActions.ReplaceSpa,
        _ => UpgradeActions.KillSpa | UpgradeActions.ReplaceSpm,
    };

    private static IReadOnlyList<FailedVersion> Remember(UpgradeJournal journal, UpgradeEvent e, string reason)
    {
        if (journal.To is not { } version) return journal.Failed;
        var entry = new FailedVersion
        {
            Version = version, Generation = journal.Generation, Reason = Cut(reason), At = e.At,
        };
        // The failure is recorded under the newest generations of both the host and the server: a failed order of
        // this host must not make the server's order a new one.
        var earlier = journal.Failed.Where(f => f.Version == version && f.Generation != journal.Generation)
            .TakeLast(GenerationsRetained);
        return
        [
            .. journal.Failed.Where(f => f.Version != version).Concat(earlier).Append(entry)
                .TakeLast(Limits.FailedVersionsMax),
        ];
    }

    private static string Cut(string text) => PlainText.Cut(text, UpgradeJournal.ReasonCharsMax);
}
