namespace Aops.Specification.Tests;

/// <summary>Graphs are written as <c>a:b,c d:a</c>: a depends on b and c, d depends on a.</summary>
public sealed class DependencyGraphTests
{
    [Theory]
    [InlineData("", "a", "")]
    [InlineData("a:b", "a", "")]
    [InlineData("a:b", "b", "")]
    [InlineData("a:a", "a", "a -> a")]
    [InlineData("a:b b:a", "a", "a -> b -> a")]
    [InlineData("a:b b:a", "b", "b -> a -> b")]
    [InlineData("a:b b:c c:a", "b", "b -> c -> a -> b")]
    // A diamond is no cycle.
    [InlineData("a:b,c b:d c:d", "a", "")]
    // What depends on a cycle is in none.
    [InlineData("x:a a:b b:a", "x", "")]
    // Of two cycles the shorter one is named.
    [InlineData("a:b,d b:c c:a d:a", "a", "a -> d -> a")]
    // A cycle elsewhere does not end the search.
    [InlineData("a:b b:c c:b", "a", "")]
    [InlineData("a:gone", "a", "")]
    public void Cycle_IsNamedFromItsMemberOn(string edges, string name, string cycle)
    {
        var found = Graph(edges).CycleThrough(name);

        Assert.Equal(cycle, found.Count == 0 ? "" : DependencyGraph.Describe(found));
    }

    [Fact]
    public void Set_ReplacesEarlierDependencies()
    {
        var graph = Graph("a:b,c d:b");

        graph.Set("a", ["c"]);

        Assert.Equal(["c"], graph.DependenciesOf("a"));
        Assert.Equal(["d"], graph.DependentsOf("b"));
        Assert.Equal(["a"], graph.DependentsOf("c"));
    }

    [Fact]
    public void Set_NoneLeft_IsWithoutDependencies()
    {
        var graph = Graph("a:b");

        graph.Set("a", []);

        Assert.Empty(graph.WithDependencies);
        Assert.Empty(graph.DependentsOf("b"));
    }

    [Fact]
    public void Set_ANameTwice_CountsOnce()
    {
        var graph = Graph("a:b,b");

        Assert.Equal(["b"], graph.DependenciesOf("a"));
        Assert.Equal(["a"], graph.DependentsOf("b"));
    }

    [Fact]
    public void Remove_LeavesThoseThatDependOnIt()
    {
        var graph = Graph("a:b b:c");

        graph.Remove("b");

        Assert.Equal(["a"], graph.DependentsOf("b"));
        Assert.Empty(graph.DependentsOf("c"));
    }

    [Theory]
    [InlineData("", "a b", "a b")]
    [InlineData("a:b b:c", "a b c", "a")]
    [InlineData("a:b b:c", "b c", "b")]
    [InlineData("a:b c:b", "a b c", "a c")]
    // A dependency that does not run holds up nothing.
    [InlineData("a:gone", "a", "a")]
    [InlineData("x:a a:b b:a", "x a b", "x")]
    [InlineData("x:a a:b b:a", "a b", "a b")]
    public void Stops_DependentsFirst(string edges, string left, string next) =>
        Assert.Equal(next, string.Join(' ', Graph(edges).NextToStop(left.Split(' '))));

    private static DependencyGraph Graph(string edges)
    {
        var graph = new DependencyGraph();
        foreach (var edge in edges.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split(':')))
            graph.Set(edge[0], [.. graph.DependenciesOf(edge[0]), .. edge[1].Split(',')]);
        return graph;
    }
}
