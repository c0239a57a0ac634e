namespace Aops.Tidy.Tests.Structure;

public sealed class CycleTests
{
    [Fact]
    public void CyclesOfNamespaces_OnlyBecomeFewer()
    {
        var faults = new List<string>();
        foreach (var project in ProjectSource.All.Values.Where(p => p.IsShipped))
        {
            var graph = new NamespaceGraph(project);
            var found = graph.InCycles.Count;
            var left = CycleTable.Left.GetValueOrDefault(project.Name);
            if (found == left) continue;
            faults.Add(found > left
                ? $"{project.Name}: {found} namespaces lie in cycles, {left} were left. The arrows between them:\n" +
                    string.Join('\n', graph.Describe())
                : $"{project.Name}: {found} namespaces lie in cycles; put that in place of {left} into {nameof(CycleTable)}");
        }
        Faults.AssertNone(faults);
    }

    [Fact]
    public void Table_NamesProjectsOfTheTree() =>
        Faults.AssertNone(CycleTable.Left.Keys.Where(name => !ProjectSource.All.ContainsKey(name)));
}
