using System.Collections;

namespace Aops.Rollouts.Reconciling;

/// <summary>
/// Assignments with those that a step changes in their place. A rollout has a hundred thousand of them, and a step changes few: the
/// list of before is not copied.
/// </summary>
internal sealed class ChangedList(IReadOnlyList<Assignment> before) : IReadOnlyList<Assignment>
{
    private readonly Dictionary<int, Assignment> _changes = [];

    /// <summary>Those that were changed, by their place.</summary>
    public IReadOnlyDictionary<int, Assignment> Changes => _changes;

    public int Count => before.Count;

    public Assignment this[int index] =>
        _changes.Count > 0 && _changes.TryGetValue(index, out var changed) ? changed : before[index];

    /// <summary>Changes one.</summary>
    public void Set(int index, Assignment assignment) => _changes[index] = assignment;

    public IEnumerator<Assignment> GetEnumerator()
    {
        for (var i = 0; i < before.Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
