using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.Spm.SubAgents;

/// <summary>
/// When the lane of a sub-agent may begin again. A failure postpones it by a pause that grows; so does a success that
/// leaves the same difference between what is and what is wanted. A package that was refused for its content is not
/// fetched again under the same order. From any thread.
/// </summary>
internal sealed class LaneSchedule(TimeProvider clock, Random random)
{
    private static readonly ExponentialBackoff Pauses =
        new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DesiredSubAgent> _refused = new(StringComparer.Ordinal);

    /// <summary>Whether a lane may begin; if not yet, next becomes the time until the first that may, if that is less.</summary>
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

    /// <summary>A lane failed.</summary>
    /// <returns>The pause before the next try.</returns>
    public TimeSpan Fail(string name)
    {
        lock (_gate)
        {
            var failures = _entries.TryGetValue(name, out var entry) ? entry.Failures + 1 : 1;
            var wait = Pauses.NextDelay(failures, random);
            // By the clock that nobody sets: the wall clock may have jumped by years in between.
            _entries[name] = new(failures, clock.GetTimestamp(), wait, entry.HasSucceeded);
            return wait;
        }
    }

    /// <summary>A lane succeeded.</summary>
    /// <returns>False if it has done so before, and the difference did not go away.</returns>
    public bool Succeed(string name)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(name, out var entry) && entry.HasSucceeded) return false;
            _entries[name] = new(0, clock.GetTimestamp(), TimeSpan.Zero, HasSucceeded: true);
            return true;
        }
    }

    /// <summary>The package of a version holds what no package may: not again under this order.</summary>
    public void Refuse(DesiredSubAgent wanted)
    {
        lock (_gate) _refused[wanted.Name] = wanted;
    }

    /// <summary>Whether a version was refused under this order or a newer one.</summary>
    public bool IsRefused(DesiredSubAgent wanted)
    {
        lock (_gate) return IsRefusedNow(wanted);
    }

    /// <summary>Whether a version of a sub-agent was refused that is still wanted.</summary>
    public bool IsRefused(string name)
    {
        lock (_gate) return _refused.ContainsKey(name);
    }

    /// <summary>A new desired state: it is tried at once, whatever the old one was waiting for.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            var now = new Entry(0, clock.GetTimestamp(), TimeSpan.Zero, HasSucceeded: false);
            foreach (var name in _entries.Keys.ToList()) _entries[name] = now;
        }
    }

    /// <summary>Forgets those that nothing is to be done about any more.</summary>
    /// <param name="wanted">The desired state.</param>
    /// <param name="pending">Names with something to do.</param>
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
