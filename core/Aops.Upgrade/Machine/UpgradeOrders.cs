using Aops.Contracts.Wire;
using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

/// <summary>Orders in <see cref="UpgradeMachine"/>: what may be staged, and when. Pure.</summary>
internal static class UpgradeOrders
{
    /// <summary>The server, or an operator, orders a version.</summary>
    public static UpgradeStep Ordered(UpgradeJournal journal, UpgradeEvent e)
    {
        var version = e.Version ?? throw new ArgumentException("an order names a version", nameof(e));
        if (journal.IsTrial)
        {
            return journal.To == version
                ? new(journal, UpgradeActions.None)
                : UpgradeOutcomes.Refuse(journal, $"{journal.To} is on trial; {version} waits for the end of it");
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
                ? UpgradeOutcomes.Withdraw(journal, e, $"{version} is wanted again before {journal.To} was switched to")
                : new(journal, UpgradeActions.None);
        }
        if (journal.FailureOf(version, e.Generation) is { } failure)
        {
            return UpgradeOutcomes.Refuse(journal,
                $"{version} failed here before ({failure.Reason}); keeping {journal.Current} until it is ordered again");
        }
        var mark = new ReleaseMark(version, e.Release?.Number);
        if (DowngradeRule.FaultOf(mark, journal.LeastRelease(e.Release), e.Release?.MayGoBackFrom) is { } fault)
            return RefuseToGoBack(journal, e, fault);
        return new(Attempt(journal, version, e) with { Phase = JournalPhase.Staging }, UpgradeActions.Stage);
    }

    /// <summary>An operator orders the version before.</summary>
    public static UpgradeStep RollbackOrdered(UpgradeJournal journal, UpgradeEvent e)
    {
        switch (journal.Phase)
        {
            case JournalPhase.SpmTrial or JournalPhase.SpaTrial:
                var step = UpgradeOutcomes.RollBack(
                    journal, e with { Reason = e.Reason ?? UpgradeReport.RollbackOrdered });
                // The trigger comes from spm itself, which replaces itself instead of being killed.
                return step with { Actions = (step.Actions & ~UpgradeActions.KillSpm) | UpgradeActions.ReplaceSpm };
            case JournalPhase.Staging or JournalPhase.Staged:
                return UpgradeOutcomes.Abandon(
                    journal, e, e.Reason ?? UpgradeReport.RollbackOrdered, isRemembered: true);
        }
        if (journal.Previous is not { } previous)
            return UpgradeOutcomes.Refuse(journal, $"there is no version before {journal.Current} to return to");
        if (!e.IsWhole(previous))
            return UpgradeOutcomes.Refuse(journal, $"the slot of {previous} is gone; keeping {journal.Current}");
        if (!e.IsAtHost && FaultOfReturn(journal, previous, e) is { } fault) return RefuseToGoBack(journal, e, fault);
        return new(
            Attempt(journal, previous, e) with
            {
                Phase = JournalPhase.Staged, IsRollback = true, IsUrgent = e.IsUrgent,
                ToNumber = journal.PreviousNumber ?? e.Release?.Number,
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
        journal.WithoutStarts() with
        {
            At = e.At,
            From = journal.Current,
            To = version,
            ToNumber = e.Release?.Number,
            FloorNumber = journal.FloorNumber ?? e.Release?.FloorNumber,
            CurrentNumber = journal.CurrentNumber ?? e.Release?.CurrentNumber,
            Generation = e.Generation,
            IsRollback = false,
            IsUrgent = false,
            IsWithdrawn = false,
            TrialBegunAt = null,
            Reason = null,
        };

    private static UpgradeStep RefuseToGoBack(UpgradeJournal journal, UpgradeEvent e, string fault) =>
        UpgradeOutcomes.Refuse(journal, $"{fault}; keeping {journal.Current}") with { NeedsPermission = e.Release?.MayGoBackFrom is null };
}
