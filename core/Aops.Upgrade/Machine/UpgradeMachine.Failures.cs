using Aops.Contracts;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

// Failures and rollbacks, before the switch and after it.
public static partial class UpgradeMachine
{
    private static UpgradeStep Abandon(UpgradeJournal journal, UpgradeEvent e, string reason, bool isRemembered)
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

    private static UpgradeStep RollBack(UpgradeJournal journal, UpgradeEvent e)
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

    // SpmTrial: spa runs the old version already. SpaTrial: the judge kills the member on trial, and replaces
    // itself once it sees that its own version is no longer selected.
    private static UpgradeActions WaysBack(JournalPhase phase, UpgradeTrigger trigger) => (phase, trigger) switch
    {
        (JournalPhase.SpmTrial, _) => UpgradeActions.KillSpm,
        (_, UpgradeTrigger.SpmTrialFailed) => UpgradeActions.KillSpm | UpgradeActions.ReplaceSpa,
        _ => UpgradeActions.KillSpa | UpgradeActions.ReplaceSpm,
    };

    private const int GenerationsRetained = 3;

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
