using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;

namespace Aops.Launch;

/// <summary>Chooses the slot whose program a start of a member executes.</summary>
/// <remarks>
/// A start of a version on trial is counted on the disk before it happens. Past
/// <see cref="Limits.TrialStartsMax"/>, or if the program cannot be executed at all, the journal is rolled
/// back here and the old version is executed. Outside of a trial, a program that is missing or cannot be
/// executed is skipped for another whole slot, and the journal stays. On a full disk the count is written
/// over the old blocks of the journal; if even that fails, the start happens uncounted, and the judge in
/// the peer counts the deaths in memory.
/// </remarks>
internal sealed class SlotLauncher
{
    private readonly AopsLayout _layout;
    private readonly Role _role;
    private readonly JournalStore _store;
    private readonly TimeProvider _clock;
    private readonly Action<string> _say;

    /// <summary>Creates the launcher of a member.</summary>
    /// <param name="clock">Clock for the dates in the journal.</param>
    /// <param name="say">Receives every fault, one sentence each.</param>
    public SlotLauncher(AopsLayout layout, Role role, TimeProvider clock, Action<string> say)
    {
        _layout = layout;
        _role = role;
        _clock = clock;
        _say = say;
        _store = new JournalStore(layout, clock, say);
    }

    private UpgradeTrigger StartTrigger =>
        _role == Role.Spm ? UpgradeTrigger.SpmStarted : UpgradeTrigger.SpaStarted;

    /// <summary>Executes the chosen program.</summary>
    /// <param name="execute">
    /// Replaces this process by a program: its path, and the version that was skipped, or null. Returns
    /// only in tests; throws <see cref="PosixException"/> if it cannot be executed.
    /// </param>
    /// <returns>
    /// Exit code: <see cref="ExitCodes.Ok"/> if <paramref name="execute"/> returned; otherwise why nothing
    /// runs.
    /// </returns>
    public int Run(Action<string, string?> execute)
    {
        var journal = _store.Read();
        string? passedOver = null;
        // A trial has one version that may fail; after that each slot is tried once.
        if (journal.IsOnTrial(_role))
        {
            if (!TryCountStart(ref journal)) return ExitCodes.AlreadyRunning;
            if (journal.IsOnTrial(_role))
            {
                var version = journal.To!;
                if (TryExecute(version, null, execute, out var fault)) return ExitCodes.Ok;
                journal = Apply(journal, UpgradeTrigger.ExecFailed, fault);
                passedOver = version;
            }
        }
        RepairLink(journal);
        foreach (var version in _store.Slots.Choose(_role, journal))
        {
            if (version == passedOver) continue;
            var isChosen = version == journal.VersionFor(_role);
            if (!isChosen)
            {
                passedOver ??= journal.VersionFor(_role);
                _say($"{_role.ProgramName()} {passedOver} is missing or cannot be executed; " +
                    $"starting {version} instead");
            }
            if (TryExecute(version, isChosen ? null : passedOver, execute, out _)) return ExitCodes.Ok;
            passedOver ??= version;
        }
        _say($"{_layout.Releases} has no slot whose {_role.ProgramName()} can be executed; " +
            $"install one with aops-agent-service, the next start tries again");
        return ExitCodes.NotFound;
    }

    // The boot and the peer may start this member at the same time. One of the two finds the lock taken,
    // which does not count against the version on trial.
    private bool TryCountStart(ref UpgradeJournal journal)
    {
        int? other = null;
        journal = Apply(journal, StartTrigger, null, holds =>
            holds.IsOnTrial(_role)
            && (other = PairProcessFinder.FindOther(
                _layout, _role, holds.LastStart(_role), _clock.GetUtcNow())) is not null);
        if (other is null) return true;
        _say($"process {other} is {_role.ProgramName()} already; this start ends and is not counted");
        return false;
    }

    private UpgradeJournal Apply(
        UpgradeJournal read, UpgradeTrigger trigger, string? reason, Func<UpgradeJournal, bool>? isVain = null)
    {
        var e = new UpgradeEvent(trigger, _clock.GetUtcNow())
        {
            Reason = reason,
            Start = new StartMark(ProcessIdentity.Self.Pid, ProcessIdentity.Self.StartTicks, _clock.GetUtcNow()),
            IsWhole = v => _store.Slots.IsWhole(v),
        };
        try
        {
            var next = _store.Mutate(j => isVain?.Invoke(j) == true ? j : UpgradeMachine.Next(j, e).Journal);
            if (next.Phase == JournalPhase.RolledBack && read.Phase != JournalPhase.RolledBack)
                _say($"{next.Reason}");
            return next;
        }
        catch (Exception fault) when (FileFaults.IsFileFault(fault) || fault is TimeoutException)
        {
            var next = UpgradeMachine.Next(read, e).Journal;
            _say($"the journal cannot be written ({fault.Message}); this start of {_role.ProgramName()} goes on " +
                $"uncounted with {next.VersionFor(_role)}");
            return next;
        }
    }

    private bool TryExecute(string version, string? passedOver, Action<string, string?> execute, out string fault)
    {
        try
        {
            execute(_layout.SlotProgram(version, _role), passedOver);
            fault = "";
            return true;
        }
        catch (PosixException e)
        {
            fault = $"{_role.ProgramName()} {version} cannot be executed ({e.Message})";
            _say(fault);
            return false;
        }
    }

    private void RepairLink(UpgradeJournal journal)
    {
        try
        {
            _store.Slots.RepairCurrentLink(journal);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The link serves operators only; the journal decides.
            _say($"{_layout.Current} cannot be repaired ({e.Message}); the next start tries again");
        }
    }
}
