using Aops.Contracts;
using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

/// <summary>
/// The upgrade as a table of state (<see cref="JournalPhase"/>) × trigger. Pure: the caller holds the journal's
/// lock, writes the returned journal, then performs the actions. A crash between the two is repaired, because spm
/// and spa each compare the version that they run with <see cref="UpgradeJournal.VersionFor"/>.
/// <para>Invariants: exactly one version is selected for spm and for spa; its slot was complete; nothing leads away
/// from a version that could not be returned to; a failed version is tried again only under another generation; no
/// order leads below the floor without a signed permission, and nothing lowers the floor; only the version on trial
/// is ever blamed, and only by a trigger that names a local fault.</para>
/// </summary>
public static class UpgradeMachine
{
    /// <summary>Decides what a trigger leads to.</summary>
    /// <param name="journal">The journal in force.</param>
    /// <param name="e">
    /// The trigger. One without a meaning in the phase changes nothing: it came late or twice.
    /// </param>
    public static UpgradeStep Next(UpgradeJournal journal, UpgradeEvent e) => (journal.Phase, e.Trigger) switch
    {
        (_, UpgradeTrigger.Install) => Install(journal, e),
        (_, UpgradeTrigger.Order) => UpgradeOrders.Ordered(journal, e),
        (_, UpgradeTrigger.OrderRollback) => UpgradeOrders.RollbackOrdered(journal, e),

        (JournalPhase.Staging, UpgradeTrigger.StageDone) =>
            new(journal with { Phase = JournalPhase.Staged, At = e.At }, UpgradeActions.SelfTest),
        (JournalPhase.Staging or JournalPhase.Staged, UpgradeTrigger.StageFailed) =>
            UpgradeOutcomes.Abandon(journal, e, e.Reason ?? "staging failed", isRemembered: false),
        (JournalPhase.Staging or JournalPhase.Staged, UpgradeTrigger.SelfTestFailed) =>
            UpgradeOutcomes.Abandon(journal, e, e.Reason ?? "the self-test failed", isRemembered: true),
        (JournalPhase.Staged, UpgradeTrigger.Switch) => SwitchOver(journal, e),

        (JournalPhase.SpmTrial or JournalPhase.SpaTrial, UpgradeTrigger.SpmStarted) =>
            Started(journal with { StartsSpm = journal.StartsSpm + 1, LastStartSpm = e.Start },
                journal.StartsSpm, Role.Spm, e),
        (JournalPhase.SpaTrial, UpgradeTrigger.SpaStarted) =>
            Started(journal with { StartsSpa = journal.StartsSpa + 1, LastStartSpa = e.Start },
                journal.StartsSpa, Role.Spa, e),

        (JournalPhase.SpmTrial, UpgradeTrigger.SpmHealthy) =>
            new(journal.WithoutStarts() with { Phase = JournalPhase.SpaTrial, At = e.At }, UpgradeActions.ReplaceSpa),
        (JournalPhase.SpaTrial, UpgradeTrigger.SpaHealthy) => UpgradeOutcomes.Commit(journal, e, reason: null),

        (JournalPhase.SpmTrial or JournalPhase.SpaTrial, UpgradeTrigger.SpmTrialFailed) =>
            UpgradeOutcomes.RollBack(journal, e),
        (JournalPhase.SpaTrial, UpgradeTrigger.SpaTrialFailed) => UpgradeOutcomes.RollBack(journal, e),
        (JournalPhase.SpmTrial or JournalPhase.SpaTrial,
            UpgradeTrigger.DeadlinePassed or UpgradeTrigger.ExecFailed) => UpgradeOutcomes.RollBack(journal, e),

        _ => new(journal, UpgradeActions.None),
    };

    /// <summary>Whether an order would begin an attempt, if nothing of the version itself speaks against it.</summary>
    /// <param name="journal">The journal that holds.</param>
    public static bool WouldAttempt(UpgradeJournal journal, string version, long order) =>
        !journal.IsTrial && journal.Current != version && journal.FailureOf(version, order) is null
        && !(journal.Phase is JournalPhase.Staging or JournalPhase.Staged
            && journal.To == version && journal.Generation == order);

    private static UpgradeStep Install(UpgradeJournal journal, UpgradeEvent e)
    {
        var version = e.Version ?? throw new ArgumentException("an install names a version", nameof(e));
        if (!e.IsWhole(version))
            return UpgradeOutcomes.Refuse(journal, $"{version} cannot be installed: its slot is not whole");
        var floor = DowngradeRule.Newer(journal.LeastRelease(e.Release), new ReleaseMark(version, e.Release?.Number));
        return new(
            journal.WithoutStarts() with
            {
                Phase = JournalPhase.Idle,
                At = e.At,
                Previous = journal.Current == version ? journal.Previous : journal.Current,
                Current = version,
                CurrentGeneration = e.Generation,
                PreviousNumber = journal.Current == version ? journal.PreviousNumber : journal.CurrentNumber,
                CurrentNumber = e.Release?.Number,
                Floor = floor?.Version,
                FloorNumber = floor?.Number,
                From = null,
                To = null,
                ToNumber = null,
                Generation = 0,
                IsRollback = false,
                TrialBegunAt = null,
                Reason = null,
                Failed = [.. journal.Failed.Where(f => f.Version != version)],
            },
            UpgradeActions.Tidy);
    }

    private static UpgradeStep SwitchOver(UpgradeJournal journal, UpgradeEvent e)
    {
        if (journal.To is not { } to || !e.IsWhole(to))
            return UpgradeOutcomes.Abandon(journal, e, $"the slot of {journal.To} is not whole any more", isRemembered: false);
        // Without a complete slot to return to, a trial would be irreversible.
        if (journal.Current is not { } current || !e.IsWhole(current))
        {
            var refusal = $"the slot of {journal.Current ?? "the version before"} is gone, so nothing could be " +
                $"returned to";
            return UpgradeOutcomes.Abandon(journal, e, refusal, isRemembered: false) with { Refusal = refusal };
        }
        return new(
            journal.WithoutStarts() with
            {
                Phase = JournalPhase.SpmTrial,
                At = e.At,
                From = current,
                TrialBegunAt = e.At,
                Reason = null,
            },
            UpgradeActions.RepairCurrentLink | UpgradeActions.ReplaceSpm);
    }

    private static UpgradeStep Started(UpgradeJournal counted, int startsBefore, Role role, UpgradeEvent e)
    {
        if (startsBefore < Limits.TrialStartsMax) return new(counted, UpgradeActions.None);
        return UpgradeOutcomes.RollBack(counted, e with
        {
            Reason = $"{role.ProgramName()} {counted.To} ended {startsBefore} times on trial",
        });
    }
}
