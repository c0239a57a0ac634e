namespace Aops.Pair;

/// <summary>
/// Says how long the next start waits. The first is immediate. A half that crashes young waits a random time between
/// zero and a bound that doubles (full jitter); one that others kill is brought back at once for as long as the burst
/// lasts. It never gives up.
/// </summary>
public sealed class RestartThrottle
{
    private readonly RestartThrottleRules _rules;
    private readonly Func<double> _random;
    private int _crashes;
    private double _burst;
    private TimeSpan _refilledAt;

    /// <summary>Makes one with a full burst.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="random">A number from 0 up to 1.</param>
    public RestartThrottle(RestartThrottleRules rules, Func<double> random)
    {
        _rules = rules;
        _random = random;
        _burst = rules.BurstMax;
    }

    /// <summary>Counts an end and says how long to wait.</summary>
    /// <param name="end">The end.</param>
    /// <param name="now">Time, of a clock that never jumps.</param>
    public TimeSpan Next(PeerEnd end, TimeSpan now)
    {
        if (end.Lived >= _rules.MinHealthyUptime) _crashes = 0;
        if (end.EndedByItself)
        {
            _crashes++;
            return _crashes == 1 ? TimeSpan.Zero : _random() * _rules.Backoff.MaxDelay(_crashes - 1);
        }
        _burst = Math.Min(_rules.BurstMax, _burst + (now - _refilledAt) / _rules.RefillTime);
        _refilledAt = now;
        if (_burst < 1) return _random() * _rules.WaitMax;
        _burst--;
        return TimeSpan.Zero;
    }
}
