using System.Collections.Concurrent;

namespace Aops.Spm.Health;

/// <summary>Faults that hold now, one sentence each by subject: what status and the server are told.</summary>
internal sealed class ActiveFaults
{
    private readonly ConcurrentDictionary<string, string> _faults = new(StringComparer.Ordinal);

    /// <summary>The sentences in the order of their subjects; how many are told is for whoever tells them.</summary>
    public IReadOnlyList<string> All =>
        [.. _faults.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value)];

    /// <summary>Sets the fault of a subject, or clears it with null.</summary>
    /// <returns>Whether that changed anything.</returns>
    public bool Set(string subject, string? fault)
    {
        if (fault is null) return _faults.TryRemove(subject, out _);
        var changed = !_faults.TryGetValue(subject, out var old) || old != fault;
        _faults[subject] = fault;
        return changed;
    }

    /// <summary>Clears the faults of one kind whose subject is gone.</summary>
    /// <param name="prefix">What the subjects of the kind begin with.</param>
    /// <param name="names">The rest of the subjects that are still there.</param>
    /// <returns>Whether there was one.</returns>
    public bool KeepOnly(string prefix, IReadOnlySet<string> names)
    {
        var gone = _faults.Keys.Where(subject => subject.StartsWith(prefix, StringComparison.Ordinal)
            && !names.Contains(subject[prefix.Length..])).ToList();
        foreach (var subject in gone) _faults.TryRemove(subject, out _);
        return gone.Count > 0;
    }
}
