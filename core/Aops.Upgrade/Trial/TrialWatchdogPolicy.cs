using Aops.Contracts;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Trial;

/// <summary>
/// Decides when the judge of a trial must be started by a third party. The judge lives in one half; the other half, which
/// would bring it back, is the one that may be broken. If the judge is killed and the version on trial crashes or hangs
/// before it has started it anew, neither half would ever come back. The same holds for a moment after the verdict: the
/// judge may be killed when it has written it, and before it has revived the other half.
/// <para>Pure: every look carries the time, from a clock that never jumps.</para>
/// </summary>
public sealed class TrialWatchdogPolicy
{
    /// <summary>How long nobody may be there. A revival takes milliseconds.</summary>
    public static readonly TimeSpan BothAwayMax = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the judge alone may be away: the half on trial is there and has had time to start it, if it can.
    /// </summary>
    public static readonly TimeSpan JudgeAwayMax = TimeSpan.FromSeconds(10);

    private TimeSpan? _judgeAwaySince;
    private TimeSpan? _bothAwaySince;

    /// <summary>Looks once.</summary>
    /// <param name="journal">The journal that holds.</param>
    /// <param name="isAlive">Tells whether a half has a process.</param>
    /// <param name="now">Time.</param>
    /// <returns>The half to start; null for none.</returns>
    public Role? Look(UpgradeJournal journal, Func<Role, bool> isAlive, TimeSpan now)
    {
        var judge = journal.Phase == JournalPhase.SpmTrial ? Role.Spa : Role.Spm;
        var isAway = !isAlive(judge);
        _judgeAwaySince = isAway && journal.IsTrial ? _judgeAwaySince ?? now : null;
        _bothAwaySince = isAway && !isAlive(judge.Peer()) ? _bothAwaySince ?? now : null;
        if (!(now - _judgeAwaySince >= JudgeAwayMax) && !(now - _bothAwaySince >= BothAwayMax)) return null;
        // One that does not come up is started again after the same time.
        _judgeAwaySince = _bothAwaySince = null;
        return judge;
    }
}
