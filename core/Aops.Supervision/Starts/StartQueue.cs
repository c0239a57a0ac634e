using Aops.Specification;

namespace Aops.Supervision.Starts;

/// <summary>
/// Tells each sub-agent whether it may start: when all that it depends on are ready, and never as a member of a
/// dependency cycle. On the loop only.
/// <para>Invariants: a sub-agent is told only what it has not been told yet; one without dependencies is told
/// nothing, since it may start from the beginning.</para>
/// </summary>
/// <param name="isUp">Whether a sub-agent is ready; false for one that is unknown.</param>
/// <param name="tell">
/// Receives a sub-agent and its verdict. It may change which sub-agents are up and call
/// <see cref="LookAt"/> and <see cref="LookAtDependents"/>, but not change the graph.
/// </param>
internal sealed class StartQueue(Func<string, bool> isUp, Action<string, StartVerdict> tell)
{
    private readonly DependencyGraph _graph = new();

    // What was told to those that may not start.
    private readonly Dictionary<string, StartVerdict> _waiting = [];
    private int _cyclic;

    /// <summary>Takes up a sub-agent, or its new dependencies.</summary>
    public void Set(string name, IReadOnlyList<string> dependsOn)
    {
        _graph.Set(name, dependsOn);
        LookAtCycles(name);
        LookAt(name);
    }

    /// <summary>Forgets a sub-agent, which is told nothing any more; its dependents are looked at.</summary>
    public void Remove(string name)
    {
        _graph.Remove(name);
        if (_waiting.Remove(name, out var told) && told.IsCyclic) _cyclic--;
        LookAtCycles(name);
        LookAtDependents(name);
    }

    /// <summary>Looks at all that depend on a sub-agent, after it has changed.</summary>
    public void LookAtDependents(string name)
    {
        var dependents = _graph.DependentsOf(name);
        for (var i = 0; i < dependents.Count; i++) LookAt(dependents[i]);
    }

    /// <summary>Looks at the dependencies of one sub-agent.</summary>
    public void LookAt(string name)
    {
        var told = _waiting.GetValueOrDefault(name);
        if (told.IsCyclic) return;
        var mayStart = AreUp(_graph.DependenciesOf(name));
        if (mayStart == told.MayStart) return;
        Tell(name, mayStart ? StartVerdict.Now : StartVerdict.Later);
    }

    /// <summary>Which of those that are left are stopped next.</summary>
    /// <param name="left">The sub-agents that still run, or are to run.</param>
    public IReadOnlyList<string> NextToStop(IReadOnlyCollection<string> left) => _graph.NextToStop(left);

    private bool AreUp(IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (!isUp(names[i])) return false;
        }
        return true;
    }

    // A cycle begins or ends only by a change of one of its members, so without one nothing has to be searched.
    private void LookAtCycles(string changed)
    {
        if (_cyclic == 0 && _graph.CycleThrough(changed).Count == 0) return;
        foreach (var name in _graph.WithDependencies.Union(_waiting.Keys).ToArray())
        {
            var verdict = StartVerdict.InCycle(_graph.CycleThrough(name));
            var told = _waiting.GetValueOrDefault(name);
            if (verdict == told || (!verdict.IsCyclic && !told.IsCyclic)) continue;
            Tell(name, verdict.IsCyclic || AreUp(_graph.DependenciesOf(name)) ? verdict : StartVerdict.Later);
        }
    }

    private void Tell(string name, StartVerdict verdict)
    {
        if (_waiting.Remove(name, out var told) && told.IsCyclic) _cyclic--;
        if (!verdict.MayStart) _waiting.Add(name, verdict);
        if (verdict.IsCyclic) _cyclic++;
        tell(name, verdict);
    }
}
