using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Aops.Tidy.Tests.Structure;

/// <summary>A project with the code that it compiles, comments left out.</summary>
internal sealed partial class ProjectSource
{
    private readonly XDocument _file;

    private ProjectSource(SourceFile file)
    {
        _file = XDocument.Parse(string.Join('\n', file.Lines));
        Path = file.Name;
        Name = System.IO.Path.GetFileNameWithoutExtension(file.Name);
        var folder = System.IO.Path.GetDirectoryName(file.Name)!;
        var linked = Includes("Compile").Select(include => Linked(folder, include)).ToList();
        Files = [.. SourceTree.Code
            .Where(f => f.Name.StartsWith(folder + "/", StringComparison.Ordinal) || linked.Any(l => l.IsMatch(f.Name)))
            .Select(f => new CodeFile(f))];
    }

    /// <summary>Every project of the tree by its name.</summary>
    public static IReadOnlyDictionary<string, ProjectSource> All { get; } =
        SourceTree.Projects.Select(p => new ProjectSource(p)).ToDictionary(p => p.Name);

    public string Name { get; }

    /// <summary>Path of the project file below the tree.</summary>
    public string Path { get; }

    public IReadOnlyList<CodeFile> Files { get; }

    /// <summary>Whether people install it or build on it: everything but tests and what serves them.</summary>
    public bool IsShipped => !Path.StartsWith("tests/", StringComparison.Ordinal);

    public IEnumerable<string> References =>
        Includes("ProjectReference").Select(r => System.IO.Path.GetFileNameWithoutExtension(r));

    /// <summary>Whether its code names a namespace of another project, by a using or before a type.</summary>
    public bool Uses(ProjectSource other)
    {
        var spaces = other.Files.Select(f => f.Namespace).Where(IsOwn).Distinct().ToList();
        var types = other.Files.SelectMany(f => f.Types).ToHashSet();
        return Includes("Using").Any(spaces.Contains)
            || spaces.Any(space => Files.Any(f => f.Names(space)
                // The tests of a project are within its namespace and write no using for it.
                || (f.Namespace.StartsWith(space + ".", StringComparison.Ordinal) && f.Words.Overlaps(types))));

        bool IsOwn(string space) => space == other.Name || space.StartsWith(other.Name + ".", StringComparison.Ordinal);
    }

    private IEnumerable<string> Includes(string item) =>
        _file.Descendants(item).Select(i => i.Attribute("Include")?.Value).OfType<string>().Select(Expand);

    // Properties of the project itself; the folder of its file is where paths begin anyway.
    private string Expand(string text) => Property().Replace(text, m => m.Groups[1].Value == "MSBuildThisFileDirectory"
        ? "" : Expand(_file.Descendants(m.Groups[1].Value).FirstOrDefault()?.Value ?? ""));

    private static Regex Linked(string folder, string include)
    {
        var path = System.IO.Path.GetRelativePath("/", System.IO.Path.Combine("/", folder, include));
        var pattern = Wildcard().Replace(Regex.Escape(path), m => m.Value == @"\*\*/" ? "(.*/)?" : "[^/]*");
        return new Regex($"^{pattern}$", RegexOptions.Compiled);
    }

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Property();

    [GeneratedRegex(@"\\\*\\\*/|\\\*")]
    private static partial Regex Wildcard();
}
