using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

// Orders: what may be staged, and when.
public static partial class UpgradeMachine
{
    /// <summary>Whether an order would begin an attempt, if nothing of the version itself speaks against it.</summary>
    /// <param name="journal">The journal that holds.</param>
    public static bool WouldAttempt(UpgradeJournal journal, string version, long order) =>
        !journal.IsTrial && journal.Current != version && journal.FailureOf(version, order) is null
        && !(journal.Phase is JournalPhase.Staging or JournalPhase.Staged
            && journal.To == version && journal.Generation == order);

    private static UpgradeStep Ordered(UpgradeJournal journal, UpgradeEvent e)
    {
        var version = e.Version ?? throw new ArgumentException("an order names a version", nameof(e));
        if (journal.IsTrial)
        {
            return journal.To == version
                ? new(journal, UpgradeActions.None)
                : Refuse(journal, $"{journal.To} is on trial; {version} waits for the end of it");
        }
        var isStaging = journal.Phase is JournalPhase.Staging or JournalPhase.Staged;
        if (isStaging && journal.To == version && journal.Generation == e.Generation)
        {
            // The order was repeated, or a restarted spm resumes it.
            return new(journal, journal.Phase == JournalPhase.Staging ? UpgradeActions.Stage : UpgradeActions.SelfTest);
        }
        if (journal.Current == version)
        {
            return isStaging
                ? Abandon(journal, e, $"{version} is wanted again before {journal.To} was switched to", false)
                : new(journal, UpgradeActions.None);
        }
        if (journal.FailureOf(version, e.Generation) is { } failure)
        {
            return Refuse(journal,
                $"{version} failed here before ({failure.Reason}); keeping {journal.Current} until it is ordered anew");
        }
        var mark = new ReleaseMark(version, e.Release?.Number);
        if (DowngradeRule.FaultOf(mark, journal.LeastRelease(e.Release), e.Release?.MayGoBackFrom) is { } fault)
            return RefuseToGoBack(journal, e, fault);
        return new(Attempt(journal, version, e) with { Phase = JournalPhase.Staging }, UpgradeActions.Stage);
    }

    private static UpgradeStep RollbackOrdered(UpgradeJournal journal, UpgradeEvent e)
    {
        switch (journal.Phase)
        {
            case JournalPhase.SpmTrial or JournalPhase.SpaTrial:
                var step = RollBack(journal, e with { Reason = e.Reason ?? "a rollback was ordered" });
                // The trigger comes from spm itself, which replaces itself instead of being killed.
                return step with { Actions = (step.Actions & ~UpgradeActions.KillSpm) | UpgradeActions.ReplaceSpm };
            case JournalPhase.Staging or JournalPhase.Staged:
                return Abandon(journal, e, e.Reason ?? "a rollback was ordered", isRemembered: true);
        }
        if (journal.Previous is not { } previous)
            return Refuse(journal, $"there is no version before {journal.Current} to return to");
        if (!e.IsWhole(previous))
            return Refuse(journal, $"the slot of {previous} is gone; keeping {journal.Current}");
        if (!e.IsAtHost && FaultOfReturn(journal, previous, e) is { } fault) return RefuseToGoBack(journal, e, fault);
        return new(
            Attempt(journal, previous, e) with
            {
                Phase = JournalPhase.Staged, IsRollback = true, ToNumber = journal.PreviousNumber ?? e.Release?.Number,
            },
            UpgradeActions.SelfTest);
    }

    // Without metadata it cannot be determined that the previous version is not older, whatever its name.
    private static string? FaultOfReturn(UpgradeJournal journal, string previous, UpgradeEvent e)
    {
        var floor = journal.LeastRelease(e.Release);
        return e.Release is { } release
            ? DowngradeRule.FaultOf(
                new ReleaseMark(previous, journal.PreviousNumber ?? release.Number), floor, release.MayGoBackFrom)
            : DowngradeRule.FaultOfReturn(previous, floor);
    }

    // A new attempt retains nothing of the one before but its failure.
    private static UpgradeJournal Attempt(UpgradeJournal journal, string version, UpgradeEvent e) =>
        Uncounted(journal) with
        {
            At = e.At,
            From = journal.Current,
            To = version,
            ToNumber = e.Release?.Number,
            FloorNumber = journal.FloorNumber ?? e.Release?.FloorNumber,
            CurrentNumber = journal.CurrentNumber ?? e.Release?.CurrentNumber,
            Generation = e.Generation,
            IsRollback = false,
            TrialBegunAt = null,
            Reason = null,
        };

    private static UpgradeJournal Uncounted(UpgradeJournal journal) =>
        journal with { StartsSpm = 0, StartsSpa = 0, LastStartSpm = null, LastStartSpa = null };

    private static UpgradeStep RefuseToGoBack(UpgradeJournal journal, UpgradeEvent e, string fault) =>
        Refuse(journal, $"{fault}; keeping {journal.Current}") with { NeedsPermission = e.Release?.MayGoBackFrom is null };

    private static UpgradeStep Refuse(UpgradeJournal journal, string why) =>
        new(journal, UpgradeActions.None, why);
}
