using Aops.Contracts;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Trial;

/// <summary>
/// Decides when a third process must start the judge of a trial. The judge runs in one member of the pair; its
/// peer, which would restart it, runs the version on trial and may be broken. If the judge is killed and the
/// version on trial crashes or hangs before it has restarted the judge, neither would ever run again. The same
/// holds after the verdict: the judge may be killed after it has written the verdict, and before it has restarted
/// its peer.
/// <para>Pure: every check carries a monotonic time.</para>
/// </summary>
public sealed class TrialWatchdogPolicy
{
    /// <summary>Longest time for which both may be absent; a restart by the peer takes milliseconds.</summary>
    public static readonly TimeSpan BothAwayMax = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Longest time for which the judge alone may be absent: its peer is running and has had time to restart it.
    /// </summary>
    public static readonly TimeSpan JudgeAwayMax = TimeSpan.FromSeconds(10);

    private TimeSpan? _judgeAwaySince;
    private TimeSpan? _bothAwaySince;

    /// <summary>Checks once.</summary>
    /// <param name="journal">The journal in force.</param>
    /// <param name="isAlive">Returns whether spm or spa is running.</param>
    /// <returns>The member to start; null for none.</returns>
    public Role? Look(UpgradeJournal journal, Func<Role, bool> isAlive, TimeSpan now)
    {
        var judge = journal.Phase == JournalPhase.SpmTrial ? Role.Spa : Role.Spm;
        var isAway = !isAlive(judge);
        _judgeAwaySince = isAway && journal.IsTrial ? _judgeAwaySince ?? now : null;
        _bothAwaySince = isAway && !isAlive(judge.Peer()) ? _bothAwaySince ?? now : null;
        if (!(now - _judgeAwaySince >= JudgeAwayMax) && !(now - _bothAwaySince >= BothAwayMax)) return null;
        // If it does not come up, it is started again after the same time.
        _judgeAwaySince = _bothAwaySince = null;
        return judge;
    }
}
