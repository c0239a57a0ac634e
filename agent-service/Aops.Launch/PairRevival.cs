using Aops.Contracts;
using Aops.Native;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Trial;

namespace Aops.Launch;

/// <summary>Starts what nobody else can start; asked again and again while one of the two is away.</summary>
/// <param name="layout">The root.</param>
/// <param name="clock">Clock; its timestamps decide.</param>
/// <param name="start">Starts a member of the pair, and throws <see cref="PosixException"/> if it cannot.</param>
/// <param name="say">Told of every start and fault, a sentence each.</param>
internal sealed class PairRevival(AopsLayout layout, TimeProvider clock, Action<Role> start, Action<string> say)
{
    private readonly JournalStore _store = new(layout, clock, say);
    private readonly TrialWatchdogPolicy _watch = new();

    // A pair that does not come up is started at once for as often as a trial may fail, and then more and more rarely.
    private readonly ExponentialBackoff _pauses = new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(30));
    private TimeSpan? _awaySince;
    private TimeSpan _startedAt;
    private int _starts;

    /// <summary>Whether the journal was read, and perhaps something started: that takes memory.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Looks once.</summary>
    /// <param name="isAlive">Tells whether a process is there.</param>
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

    /// <summary>Both are there.</summary>
    public void Rest() => _awaySince = null;

    // A start and a revival take a moment, and that there is a trial matters only after it.
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
            say($"{judge.ProgramName()} is gone and nobody else brings it back; starting it");
            start(judge);
        }
        catch (PosixException e)
        {
            say($"{judge.ProgramName()} cannot be started ({e.Message}); tried again in some seconds");
        }
    }
}
