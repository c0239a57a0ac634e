using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Native.Events;

namespace Aops.Spm.SubAgents;

/// <summary>
/// When the lane of a sub-agent may start again. A failure postpones it by a growing pause, and so does a
/// success that leaves the difference between current and desired state. A package that was refused for its
/// content is not fetched again for the same generation. Thread-safe.
/// </summary>
internal sealed class LaneSchedule(TimeProvider clock, Random random)
{
    private static readonly ExponentialBackoff Pauses =
        new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DesiredSubAgent> _refused = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a lane may start. If not yet, lowers <c>next</c> to the remaining time if that is less.
    /// </summary>
    public bool MayBegin(string name, ref TimeSpan next)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(name, out var entry)) return true;
            var wait = entry.Wait - clock.GetElapsedTime(entry.Since);
            if (wait <= TimeSpan.Zero) return true;
            if (next == Timeout.InfiniteTimeSpan || wait < next) next = wait;
            return false;
        }
    }

    /// <summary>Records a failure.</summary>
    /// <returns>The pause before the next try.</returns>
    public TimeSpan Fail(string name)
    {
        lock (_gate)
        {
            var failures = _entries.TryGetValue(name, out var entry) ? entry.Failures + 1 : 1;
            var wait = Pauses.NextDelay(failures, random);
            // By the monotonic clock: the wall clock may jump by years.
            _entries[name] = new(failures, clock.GetTimestamp(), wait, entry.HasSucceeded);
            return wait;
        }
    }

    /// <summary>Records a success.</summary>
    /// <returns>False if an earlier success already left the same difference.</returns>
    public bool Succeed(string name)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(name, out var entry) && entry.HasSucceeded) return false;
            _entries[name] = new(0, clock.GetTimestamp(), TimeSpan.Zero, HasSucceeded: true);
            return true;
        }
    }

    /// <summary>Records that the package of a version is refused for its content, for this generation.</summary>
    public void Refuse(DesiredSubAgent wanted)
    {
        lock (_gate) _refused[wanted.Name] = wanted;
    }

    /// <summary>Whether a version was refused for this generation or a newer one.</summary>
    public bool IsRefused(DesiredSubAgent wanted)
    {
        lock (_gate) return IsRefusedNow(wanted);
    }

    /// <summary>Whether a refused version of a sub-agent is still wanted.</summary>
    public bool IsRefused(string name)
    {
        lock (_gate) return _refused.ContainsKey(name);
    }

    /// <summary>Lets all lanes start at once, since a new desired state arrived.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            var now = new Entry(0, clock.GetTimestamp(), TimeSpan.Zero, HasSucceeded: false);
            foreach (var name in _entries.Keys.ToList()) _entries[name] = now;
        }
    }

    /// <summary>Forgets sub-agents without outstanding work.</summary>
    /// <param name="wanted">The desired state.</param>
    /// <param name="pending">Names with outstanding work.</param>
    /// <returns>The names that were forgotten.</returns>
    public IReadOnlyList<string> Settle(DesiredState wanted, IReadOnlySet<string> pending)
    {
        lock (_gate)
        {
            var refused = (wanted.SubAgents ?? []).Where(IsRefusedNow).Select(s => s.Name).ToHashSet();
            foreach (var name in _refused.Keys.Except(refused).ToList()) _refused.Remove(name);
            var settled = _entries.Keys.Where(name => !pending.Contains(name) && !refused.Contains(name)).ToList();
            foreach (var name in settled) _entries.Remove(name);
            return settled;
        }
    }

    private bool IsRefusedNow(DesiredSubAgent wanted) =>
        wanted is { Name: not null } && _refused.TryGetValue(wanted.Name, out var refused)
        && refused.Version == wanted.Version && refused.Generation >= wanted.Generation;

    private readonly record struct Entry(int Failures, long Since, TimeSpan Wait, bool HasSucceeded);
}
