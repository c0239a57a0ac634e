using System.Collections.Concurrent;

namespace Aops.Server.Problems;

/// <summary>
/// Lets one log line a kind and <see cref="ServerLimits.LogInterval"/> through, for faults that anybody can cause as
/// often as a network carries. Kinds are bounded; those beyond the bound share one.
/// </summary>
internal sealed class LogLimiter(TimeProvider clock)
{
    private const string Others = "";

    private readonly ConcurrentDictionary<string, State> _kinds = new(StringComparer.Ordinal);

    /// <summary>Whether a line of a kind may be written now.</summary>
    /// <param name="kind">What tells this fault from others; never the client's own words.</param>
    /// <param name="leftOut">Lines of this kind that were left out since the last one.</param>
    public bool Admits(string kind, out long leftOut)
    {
        var state = _kinds.GetOrAdd(
            _kinds.Count < ServerLimits.LogKindsMax || _kinds.ContainsKey(kind) ? kind : Others, _ => new State());
        lock (state)
        {
            leftOut = state.LeftOut;
            var now = clock.GetTimestamp();
            if (state.Last is { } last && clock.GetElapsedTime(last, now) < ServerLimits.LogInterval)
            {
                state.LeftOut++;
                return false;
            }
            (state.Last, state.LeftOut) = (now, 0);
            return true;
        }
    }

    private sealed class State
    {
        public long? Last { get; set; }

        public long LeftOut { get; set; }
    }
}
