namespace Aops.Tidy.Tests.Structure;

/// <summary>
/// Which namespace of a project needs which other one of it: by a using, by a qualified name, or by a type of a namespace
/// around it, for which no using is written.
/// </summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<(string From, string To), List<string>> _arrows = [];
    private readonly Dictionary<string, HashSet<string>> _reached = [];

    public NamespaceGraph(ProjectSource project)
    {
        var types = project.Files.Where(f => f.Namespace.Length > 0).ToLookup(f => f.Namespace, f => f.Types)
            .ToDictionary(space => space.Key, space => space.SelectMany(t => t).ToHashSet());
        foreach (var file in project.Files)
        {
            foreach (var (space, declared) in types)
                if (space != file.Namespace && Needs(file, space, declared)) Add(file, space);
        }
        foreach (var space in types.Keys) _reached[space] = Reach(space);
    }

    /// <summary>Namespaces that need themselves by way of others.</summary>
    public IReadOnlyList<string> InCycles =>
        [.. _reached.Where(r => r.Value.Contains(r.Key)).Select(r => r.Key).Order(StringComparer.Ordinal)];

    /// <summary>The arrows that make the cycles, each with its files.</summary>
    public IEnumerable<string> Describe() => _arrows
        .Where(arrow => _reached[arrow.Key.To].Contains(arrow.Key.From))
        .OrderBy(arrow => arrow.Value.Count).ThenBy(arrow => arrow.Key)
        .Select(arrow => $"  {arrow.Key.From} -> {arrow.Key.To}: {string.Join(", ", arrow.Value.Take(3))}" +
            (arrow.Value.Count > 3 ? $" and {arrow.Value.Count - 3} more" : ""));

    private static bool Needs(CodeFile file, string space, HashSet<string> declared) =>
        file.IsUsing(space)
        || file.TypesNamedIn(space).Any(declared.Contains)
        || (file.Namespace.StartsWith(space + ".", StringComparison.Ordinal) && declared.Any(file.Words.Contains));

    private void Add(CodeFile file, string space)
    {
        if (!_arrows.TryGetValue((file.Namespace, space), out var files)) _arrows[(file.Namespace, space)] = files = [];
        files.Add(Path.GetFileName(file.Source.Name));
    }

    private HashSet<string> Reach(string space)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([space]);
        while (open.TryPop(out var next))
        {
            foreach (var arrow in _arrows.Keys.Where(a => a.From == next))
                if (seen.Add(arrow.To)) open.Push(arrow.To);
        }
        return seen;
    }
}
