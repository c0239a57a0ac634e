using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Aops.Hosting.Logging;

/// <summary>
/// Limits lines of one kind (one message template) to a burst and a mean rate; a line with the number of suppressed
/// lines precedes the next one that passes. So no peer can fill a disk by causing log lines.
/// </summary>
/// <param name="inner">Receives the lines that pass.</param>
public sealed class RepetitionFilter(ILogEventSink inner, TimeProvider clock) : ILogEventSink, IDisposable
{
    /// <summary>Burst of lines of one kind.</summary>
    public const int BurstMax = 200;

    /// <summary>Mean rate of lines of one kind, per minute.</summary>
    public const int PerMinute = 120;

    // Templates are constants of the programs; if one is not, all further templates count as one kind.
    private const int KindsMax = 4096;

    private static readonly MessageTemplate LeftOut =
        new MessageTemplateParser().Parse("{Count} lines like the next one were left out");

    private readonly ConcurrentDictionary<string, Kind> _kinds = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        var text = logEvent.MessageTemplate.Text;
        var kind = _kinds.Count < KindsMax || _kinds.ContainsKey(text) ? text : "";
        if (!_kinds.GetOrAdd(kind, static (_, time) => new Kind(time), clock).TryPass(out var leftOut)) return;
        if (leftOut > 0)
        {
            inner.Emit(new LogEvent(logEvent.Timestamp, logEvent.Level, exception: null, LeftOut,
                [new LogEventProperty("Count", new ScalarValue(leftOut))]));
        }
        inner.Emit(logEvent);
    }

    /// <inheritdoc/>
    public void Dispose() => (inner as IDisposable)?.Dispose();

    private sealed class Kind(TimeProvider clock)
    {
        private readonly Lock _gate = new();
        private double _left = BurstMax;
        private long _at = clock.GetTimestamp();
        private int _leftOut;

        public bool TryPass(out int leftOut)
        {
            lock (_gate)
            {
                var now = clock.GetTimestamp();
                _left = Math.Min(BurstMax, _left + clock.GetElapsedTime(_at, now).TotalMinutes * PerMinute);
                _at = now;
                leftOut = 0;
                if (_left < 1)
                {
                    _leftOut++;
                    return false;
                }
                _left--;
                (leftOut, _leftOut) = (_leftOut, 0);
                return true;
            }
        }
    }
}
