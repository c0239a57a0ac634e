using Aops.Supervision.Machine;

namespace Aops.Supervision;

/// <summary>The order of starts and stops.</summary>
public sealed partial class Supervisor
{
    // Those that depend on any other.
    private readonly HashSet<SupervisedProcess> _dependents = [];

    private void TakeDependencies(SupervisedProcess process)
    {
        if (process.Spec.DependsOn.Count > 0) _dependents.Add(process);
        else _dependents.Remove(process);
        UpdateDependencies(process);
    }

    private void UpdateDependents(string name)
    {
        foreach (var process in _dependents)
        {
            if (process.Spec.DependsOn.Contains(name)) UpdateDependencies(process);
        }
    }

    private void UpdateDependencies(SupervisedProcess process)
    {
        var met = process.Spec.DependsOn.All(name =>
            _processes.TryGetValue(name, out var other) && other.IsUp);
        if (met == process.Model.DependenciesMet) return;
        process.Feed(new(met ? ProcessTrigger.DependenciesMet : ProcessTrigger.DependenciesLost));
    }

    // Stops every process without live dependents. If only a dependency cycle is left, stops the whole cycle.
    private void StopNext()
    {
        var left = _processes.Values.Where(p => p.IsLive || IsToStop(p)).ToList();
        var needed = left.SelectMany(p => p.Spec.DependsOn).ToHashSet();
        var free = left.FindAll(p => !needed.Contains(p.Spec.Name));
        var next = free.Count > 0 ? free : left;
        foreach (var process in next.FindAll(IsToStop))
        {
            if (_stoppingAll) process.Feed(new(ProcessTrigger.StopWanted));
            else StopForPause(process);
        }
    }

    private bool IsToStop(SupervisedProcess process) => _stoppingAll ? process.Model.Wanted : MayRun(process);
}
