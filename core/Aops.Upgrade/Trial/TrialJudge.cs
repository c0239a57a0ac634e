using System.Globalization;
using Aops.Contracts;
using Aops.Upgrade.Machine;

namespace Aops.Upgrade.Trial;

/// <summary>
/// Judges a half on trial by what can be seen of it on this host: its hello, its health, its silence, its deaths.
/// Nothing of the server, the network or the disk comes in here, so nothing of them can be blamed on a version.
/// <para>Pure: every observation carries the time, taken from a clock that never jumps
/// (<see cref="TimeProvider.GetTimestamp"/>). Not safe for several threads at once.</para>
/// <para>Once a verdict other than Undecided was given it stays.</para>
/// </summary>
public sealed class TrialJudge
{
    private readonly TrialRules _rules;
    private TimeSpan _last;
    private TimeSpan _elapsed;
    private TimeSpan? _healthySince;
    private bool _isConnected;
    private int _deaths;
    private int _overMemory;
    private string _lastTrouble;
    private TrialVerdict _verdict = TrialVerdict.Undecided.Instance;

    /// <summary>Begins a trial.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="now">Time of the same clock as all observations.</param>
    public TrialJudge(TrialRules rules, TimeSpan now)
    {
        _rules = rules;
        _last = now;
        _lastTrouble = $"{Name} never answered";
    }

    /// <summary>The half that is judged.</summary>
    public Role Role => _rules.Role;

    /// <summary>The version that is judged.</summary>
    public string Version => _rules.Version;

    private string Name => $"{_rules.Role.ProgramName()} {_rules.Version}";

    /// <summary>A half answered and said which version it is.</summary>
    /// <param name="version">The version, best taken from the slot its process runs from.</param>
    /// <param name="now">Time.</param>
    public TrialVerdict Hello(string version, TimeSpan now)
    {
        Advance(now);
        _isConnected = version == _rules.Version;
        _healthySince = null;
        _lastTrouble = _isConnected
            ? $"{Name} answered, but was not healthy"
            : $"{_rules.Role.ProgramName()} {version} answered in place of {_rules.Version}";
        return Decide();
    }

    /// <summary>It gave a sign of life: spm a beat, spa the reply to one.</summary>
    /// <param name="trouble">What is not healthy yet; null if all is.</param>
    /// <param name="now">Time.</param>
    public TrialVerdict Sign(string? trouble, TimeSpan now)
    {
        Advance(now);
        if (!_isConnected) return Decide();
        if (trouble is null)
        {
            _healthySince ??= _elapsed;
            if (_verdict is TrialVerdict.Undecided && _elapsed - _healthySince >= _rules.Period)
                _verdict = TrialVerdict.Healthy.Instance;
        }
        else
        {
            _healthySince = null;
            _lastTrouble = $"{Name} is not healthy: {trouble}";
        }
        return Decide();
    }

    /// <summary>Its memory was looked at.</summary>
    /// <param name="rssBytes">Resident memory, in bytes.</param>
    /// <param name="now">Time.</param>
    public TrialVerdict Weigh(long rssBytes, TimeSpan now)
    {
        Advance(now);
        _overMemory = rssBytes > _rules.MemoryBytesMax ? _overMemory + 1 : 0;
        if (_overMemory >= _rules.MemorySamplesMax)
            Condemn(Guilt, $"{Name} takes {rssBytes >> 20} MB of memory, more than {_rules.MemoryBytesMax >> 20} MB");
        return Decide();
    }

    /// <summary>It hangs: it is alive and has not answered for too long.</summary>
    /// <param name="silence">For how long.</param>
    /// <param name="now">Time.</param>
    public TrialVerdict Hung(TimeSpan silence, TimeSpan now)
    {
        Advance(now);
        _isConnected = false;
        _healthySince = null;
        Condemn(Guilt, string.Create(CultureInfo.InvariantCulture,
            $"{Name} did not answer for {silence.TotalSeconds:0.#} s"));
        return _verdict;
    }

    /// <summary>It died. The launcher counts starts; this counts too, in memory, for when the launcher cannot.</summary>
    /// <param name="how">For instance <c>exit 3</c>.</param>
    /// <param name="now">Time.</param>
    public TrialVerdict Died(string how, TimeSpan now)
    {
        Advance(now);
        _isConnected = false;
        _healthySince = null;
        _deaths++;
        _lastTrouble = $"{Name} died ({how})";
        if (_deaths >= _rules.DeathsMax) Condemn(Guilt, $"{Name} died {_deaths} times, the last time by {how}");
        return Decide();
    }

    /// <summary>Time went by.</summary>
    /// <param name="now">Time.</param>
    public TrialVerdict Tick(TimeSpan now)
    {
        Advance(now);
        return Decide();
    }

    /// <summary>Longest time after which <see cref="Tick"/> is due if nothing is observed before.</summary>
    public TimeSpan NextTick => _rules.Deadline - _elapsed < _rules.GapMax
        ? Max(_rules.Deadline - _elapsed, TimeSpan.Zero)
        : _rules.GapMax;

    private UpgradeTrigger Guilt => _rules.Role == Role.Spm ? UpgradeTrigger.SpmGuilty : UpgradeTrigger.SpaGuilty;

    private void Advance(TimeSpan now)
    {
        var gap = now - _last;
        _last = now;
        if (gap <= TimeSpan.Zero) return;
        _elapsed += gap < _rules.GapMax ? gap : _rules.GapMax;
    }

    private TrialVerdict Decide()
    {
        if (_elapsed >= _rules.Deadline)
        {
            Condemn(UpgradeTrigger.DeadlinePassed, string.Create(CultureInfo.InvariantCulture,
                $"{_lastTrouble}; it was not healthy for {_rules.Period.TotalSeconds:0.#} s " +
                $"within {_rules.Deadline.TotalSeconds:0.#} s"));
        }
        return _verdict;
    }

    private void Condemn(UpgradeTrigger trigger, string reason)
    {
        if (_verdict is TrialVerdict.Undecided) _verdict = new TrialVerdict.Guilty(trigger, reason);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
