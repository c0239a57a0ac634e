using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Events;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Trial;

namespace Aops.Launch;

/// <summary>
/// Starts members that no other process can start; called repeatedly while one of the two is away.
/// </summary>
/// <param name="clock">Clock; its timestamps decide.</param>
/// <param name="start">Starts a member of the pair, and throws <see cref="PosixException"/> if it cannot.</param>
/// <param name="say">Receives every start and fault, one sentence each.</param>
internal sealed class PairRevival(AopsLayout layout, TimeProvider clock, Action<Role> start, Action<string> say)
{
    private readonly JournalStore _store = new(layout, clock, say);
    private readonly TrialWatchdogPolicy _watch = new();

    // A pair that does not come up is restarted at once as often as a trial may fail, then with growing
    // pauses.
    private readonly ExponentialBackoff _pauses = new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(30));
    private TimeSpan? _awaySince;
    private TimeSpan _startedAt;
    private int _starts;

    /// <summary>Whether the journal was read or a member started, which has used memory.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Checks once.</summary>
    /// <param name="isAlive">Whether a member has a process.</param>
    public void Look(Func<Role, bool> isAlive)
    {
        var now = clock.GetElapsedTime(0);
        _awaySince ??= now;
        if (_watch.Look(ReadJournal(now - _awaySince.Value), isAlive, now) is not { } judge) return;
        if (_starts > Limits.TrialStartsMax
            && now - _startedAt < _pauses.MaxDelay(_starts - Limits.TrialStartsMax))
        {
            return;
        }
        (_starts, _startedAt) = (_starts + 1, now);
        Start(judge);
    }

    /// <summary>Resets the state, since both members run.</summary>
    public void Rest() => _awaySince = null;

    // A start and a revival take a moment; the journal is read only after that.
    private UpgradeJournal ReadJournal(TimeSpan away)
    {
        if (away < TrialWatchdogPolicy.BothAwayMax) return new UpgradeJournal();
        IsUsed = true;
        return _store.Read();
    }

    private void Start(Role judge)
    {
        try
        {
            say($"{judge.ProgramName()} is gone and no other process starts it; starting it");
            start(judge);
        }
        catch (PosixException e)
        {
            say($"{judge.ProgramName()} cannot be started ({e.Message}); tried again in some seconds");
        }
    }
}
