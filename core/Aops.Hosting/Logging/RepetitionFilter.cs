using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Aops.Hosting.Logging;

/// <summary>
/// Passes on so many lines of one kind (one message template) at once, and so many a minute on average; a line that
/// says how many were left out precedes the next one. So nobody fills a disk by what is logged about him.
/// </summary>
/// <param name="inner">Where lines go.</param>
/// <param name="clock">The time.</param>
public sealed class RepetitionFilter(ILogEventSink inner, TimeProvider clock) : ILogEventSink, IDisposable
{
    /// <summary>Lines of one kind at once.</summary>
    public const int BurstMax = 200;

    /// <summary>Lines of one kind a minute, on average.</summary>
    public const int PerMinute = 120;

    // Templates are constants of the programs; should one not be, all that come later are one kind.
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
