using Aops.Contracts.SubAgents;

namespace Aops.Specification;

/// <summary>
/// Which sub-agents depend on which (<see cref="SubAgentSpec.DependsOn"/>), and the orders that follow from it. A
/// dependency may name a sub-agent that is not in the graph. Not thread-safe.
/// </summary>
public sealed class DependencyGraph
{
    private readonly Dictionary<string, string[]> _dependencies = [];
    private readonly Dictionary<string, List<string>> _dependents = [];

    /// <summary>The sub-agents with at least one dependency, in no order.</summary>
    public IReadOnlyCollection<string> WithDependencies => _dependencies.Keys;

    /// <summary>Sets the dependencies of a sub-agent; they replace its earlier ones.</summary>
    public void Set(string name, IReadOnlyList<string> dependsOn)
    {
        Remove(name);
        if (dependsOn.Count == 0) return;
        var distinct = dependsOn.Distinct().ToArray();
        _dependencies.Add(name, distinct);
        foreach (var dependency in distinct)
        {
            if (!_dependents.TryGetValue(dependency, out var dependents)) _dependents.Add(dependency, dependents = []);
            dependents.Add(name);
        }
    }

    /// <summary>Removes the dependencies of a sub-agent. Those that depend on it go on doing so.</summary>
    public void Remove(string name)
    {
        if (!_dependencies.Remove(name, out var earlier)) return;
        foreach (var dependency in earlier)
        {
            var dependents = _dependents[dependency];
            dependents.Remove(name);
            if (dependents.Count == 0) _dependents.Remove(dependency);
        }
    }

    /// <summary>What a sub-agent depends on, directly.</summary>
    public IReadOnlyList<string> DependenciesOf(string name) => _dependencies.GetValueOrDefault(name) ?? [];

    /// <summary>The sub-agents that depend on one directly.</summary>
    public IReadOnlyList<string> DependentsOf(string name) =>
        _dependents.TryGetValue(name, out var dependents) ? dependents : [];

    /// <summary>Finds the shortest cycle through a sub-agent, none of whose members can ever be started.</summary>
    /// <returns>
    /// The members from <paramref name="name"/> on, each depending on the next and the last on the first; empty if
    /// the sub-agent is in no cycle.
    /// </returns>
    public IReadOnlyList<string> CycleThrough(string name)
    {
        var cameFrom = new Dictionary<string, string>();
        var next = new Queue<string>([name]);
        while (next.TryDequeue(out var member))
        {
            foreach (var dependency in DependenciesOf(member))
            {
                if (dependency == name) return PathTo(member, name, cameFrom);
                if (cameFrom.TryAdd(dependency, member)) next.Enqueue(dependency);
            }
        }
        return [];
    }

    /// <summary>Which of the sub-agents that are left are stopped next, each before those that it depends on.</summary>
    /// <param name="left">The sub-agents that still run.</param>
    /// <returns>Those on which none of the others depends; all of them if only cycles are left.</returns>
    public IReadOnlyList<string> NextToStop(IReadOnlyCollection<string> left)
    {
        var needed = left.SelectMany(DependenciesOf).ToHashSet();
        var free = left.Where(name => !needed.Contains(name)).ToArray();
        return free.Length > 0 ? free : [.. left];
    }

    /// <summary>A cycle in words: <c>a -> b -> a</c>.</summary>
    /// <param name="cycle">The members, as <see cref="CycleThrough"/> returns them.</param>
    public static string Describe(IReadOnlyList<string> cycle) => string.Join(" -> ", cycle.Append(cycle[0]));

    private static List<string> PathTo(string member, string first, Dictionary<string, string> cameFrom)
    {
        var path = new List<string> { member };
        while (path[^1] != first) path.Add(cameFrom[path[^1]]);
        path.Reverse();
        return path;
    }
}
