namespace Aops.Tidy.Tests;

/// <summary>The lists of what packages own (<c>packaging/NAME/files</c>), which both formats are made of.</summary>
public sealed class PackageListTests
{
    // What describes a package; all else in its folder is a part of it.
    private static readonly string[] Descriptions = ["about", "description", "files", "scripts.sh"];

    private static readonly string[] Kinds = ["program", "file", "config", "gzip", "tree", "folder", "optional"];

    private static readonly string[] Folders = ["aops-agent", "aops-server", "aops-cli", "units", "man", "completion"];

    private static IEnumerable<SourceFile> Lists =>
        SourceTree.Files.Where(f => f.Name.StartsWith("packaging/", StringComparison.Ordinal) && f.Name.EndsWith("/files", StringComparison.Ordinal));

    [Fact]
    public void EveryLine_NamesAKindAPathAndASourceThatIsThere()
    {
        Assert.Equal(3, Lists.Count());
        Faults.AssertNone(Lists.SelectMany(list => Lines(list).Select(words => FaultOf(words) is { } fault
            ? $"{list.Name}: '{string.Join(' ', words)}' {fault}"
            : "")).Where(fault => fault.Length > 0));
    }

    [Fact]
    public void EveryFileOfPackaging_IsInAPackage()
    {
        var listed = Lists.SelectMany(Lines).Where(words => words.Length == 3).Select(words => words[2]).ToHashSet();

        Faults.AssertNone(Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "packaging", folder)))
            .Where(file => !Descriptions.Contains(Path.GetFileName(file)))
            .Select(file => Path.GetRelativePath(SourceTree.Root, file)).Where(name => !listed.Contains(name))
            .Select(name => $"no package has {name}: name it in a list, or delete it"));
    }

    private static string? FaultOf(string[] words) => words switch
    {
        [var kind, ..] when !Kinds.Contains(kind) => "is of no kind that build/package.sh knows",
        [_, var path, ..] when !path.StartsWith('/') => "has a path that does not begin at the root",
        ["folder", _] => null,
        [_, _, var source] when source.StartsWith('@') => null,
        [_, _, var source] => File.Exists(Path.Combine(SourceTree.Root, source)) ? null : "has a source that is not there",
        _ => "has not a kind, a path and a source",
    };

    private static IEnumerable<string[]> Lines(SourceFile list) => list.Lines
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
