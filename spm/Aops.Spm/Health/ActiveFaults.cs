using System.Collections.Concurrent;

namespace Aops.Spm.Health;

/// <summary>Faults that hold now, one sentence a subject. Status and the server report them.</summary>
internal sealed class ActiveFaults
{
    private readonly ConcurrentDictionary<string, string> _faults = new(StringComparer.Ordinal);

    /// <summary>
    /// The sentences in the order of their subjects, without a limit; the caller bounds what it reports.
    /// </summary>
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

    /// <summary>Clears the faults of one kind whose subject no longer exists.</summary>
    /// <param name="prefix">Common prefix of the subjects of the kind.</param>
    /// <param name="names">Subjects that still exist, without the prefix.</param>
    /// <returns>Whether a fault was cleared.</returns>
    public bool KeepOnly(string prefix, IReadOnlySet<string> names)
    {
        var gone = _faults.Keys.Where(subject => subject.StartsWith(prefix, StringComparison.Ordinal)
            && !names.Contains(subject[prefix.Length..])).ToList();
        foreach (var subject in gone) _faults.TryRemove(subject, out _);
        return gone.Count > 0;
    }
}
