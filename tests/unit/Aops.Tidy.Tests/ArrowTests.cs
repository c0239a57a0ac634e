using System.Xml.Linq;
using Aops.Tidy.Tests.Structure;

namespace Aops.Tidy.Tests;

public sealed class ArrowTests
{
    // Tests that start a program of another project, and name none of its types.
    private static readonly HashSet<(string, string)> Lent =
    [
        ("Aops.Supervision.Tests", "Aops.Supervision.Bench"),
        .. from program in new[]
            {
                "Aops.AgentService", "Aops.Launch", "Aops.Cli", "Aops.ReleaseTool", "Aops.Server", "Aops.Spa", "Aops.Spm",
                "Aops.HostMetrics", "Aops.LogTail",
            }
            select ("Aops.CommandLine.Tests", program),
    ];

    [Fact]
    public void Projects_ReferenceOnlyWhatTheTableAllows()
    {
        var faults = new List<string>();
        foreach (var project in SourceTree.Projects)
        {
            var name = Path.GetFileNameWithoutExtension(project.Name);
            if (ArrowTable.Of(name) is not { } allowed)
                faults.Add($"{project.Name}: is not in {nameof(ArrowTable)}; enter it with its arrows");
            else
                faults.AddRange(References(project).Except(allowed).Select(r => $"{name} -> {r} is not allowed"));
        }
        Faults.AssertNone(faults);
    }

    [Fact]
    public void Arrows_AreNeeded()
    {
        var faults = new List<string>();
        foreach (var project in ProjectSource.All.Values)
        {
            var arrows = ArrowTable.Allowed.GetValueOrDefault(project.Name) ?? [];
            foreach (var arrow in arrows.Union(project.References).Where(a => !Lent.Contains((project.Name, a))))
            {
                if (!project.Uses(ProjectSource.All[arrow]))
                    faults.Add($"{project.Name} -> {arrow}: its code names nothing of it; delete the arrow");
            }
        }
        Faults.AssertNone(faults);
    }

    [Fact]
    public void Projects_HaveUnitTests() =>
        Faults.AssertNone(ProjectSource.All.Values
            .Where(p => p.IsShipped && !ProjectSource.All.ContainsKey(p.Name + ".Tests"))
            .Select(p => $"{p.Name}: there is no tests/unit/{p.Name}.Tests"));

    [Fact]
    public void Table_HasNoCycle()
    {
        foreach (var project in ArrowTable.Allowed.Keys)
            Assert.DoesNotContain(project, Reachable(project));
    }

    [Fact]
    public void Halves_NeverReferenceEachOther()
    {
        Assert.DoesNotContain("Aops.Spa", Reachable("Aops.Spm"));
        Assert.DoesNotContain("Aops.Spm", Reachable("Aops.Spa"));
    }

    [Fact]
    public void Server_ReachesNoSupervision() =>
        Assert.DoesNotContain("Aops.Supervision", Reachable("Aops.Server"));

    [Fact]
    public void Core_ReferencesOnlyCore()
    {
        foreach (var project in SourceTree.Projects.Where(p => p.Name.StartsWith("core/", StringComparison.Ordinal)))
        {
            Assert.All(References(project), reference => Assert.Contains(SourceTree.Projects,
                p => p.Name == $"core/{reference}/{reference}.csproj"));
        }
    }

    [Fact]
    public void Solution_NamesEveryProjectOnce()
    {
        var named = XDocument.Load(Path.Combine(SourceTree.Root, "Aops.slnx")).Descendants("Project")
            .Select(p => p.Attribute("Path")!.Value).Order(StringComparer.Ordinal);

        Assert.Equal(SourceTree.Projects.Select(p => p.Name).Order(StringComparer.Ordinal), named);
    }

    private static IEnumerable<string> References(SourceFile project) =>
        XDocument.Parse(string.Join('\n', project.Lines)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

    private static HashSet<string> Reachable(string project)
    {
        var seen = new HashSet<string>();
        var open = new Queue<string>(ArrowTable.Allowed[project]);
        while (open.TryDequeue(out var next))
        {
            if (seen.Add(next))
                foreach (var further in ArrowTable.Allowed[next]) open.Enqueue(further);
        }
        return seen;
    }
}
