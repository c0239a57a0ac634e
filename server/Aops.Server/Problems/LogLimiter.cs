using System.Collections.Concurrent;

namespace Aops.Server.Problems;

/// <summary>
/// Limits log lines to one per kind and <see cref="ServerLimits.LogInterval"/>, for faults that any client
/// can cause at any rate. The number of kinds is bounded; further ones share a limit.
/// </summary>
internal sealed class LogLimiter(TimeProvider clock)
{
    private const string Others = "";

    private readonly ConcurrentDictionary<string, State> _kinds = new(StringComparer.Ordinal);

    /// <summary>Whether a line of a kind may be written now.</summary>
    /// <param name="kind">Identifies the fault; never text of the client.</param>
    /// <param name="leftOut">Lines of this kind that were suppressed since the last one.</param>
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
