using System.Diagnostics;
using Aops.TestSupport;

namespace Aops.Tidy.Tests;

/// <summary>The files of this tree that people write: what git tracks or would track.</summary>
internal static class SourceTree
{
    private static readonly string[] TextExtensions =
    [
        ".cs", ".csproj", ".slnx", ".proj", ".props", ".targets", ".json", ".md", ".sh", ".yml", ".yaml",
        ".html", ".css", ".js", ".mjs", ".ts", ".tsx", ".service", ".spec", ".conf", ".sql", "",
    ];

    public static string Root => SourceRoot.Folder;

    public static IReadOnlyList<SourceFile> Files { get; } = ReadFiles();

    public static IEnumerable<SourceFile> Code => Files.Where(f => f.Extension == ".cs");

    /// <summary>The console and its tests.</summary>
    public static IEnumerable<SourceFile> Script => Files.Where(f => f.Extension is ".ts" or ".tsx" or ".mjs");

    public static IEnumerable<SourceFile> Projects => Files.Where(f => f.Extension == ".csproj");

    private static SourceFile[] ReadFiles() =>
        [.. Names().Order(StringComparer.Ordinal)
            .Where(name => TextExtensions.Contains(Path.GetExtension(name)))
            .Where(name => !name.EndsWith("packages.lock.json", StringComparison.Ordinal)
                && !name.EndsWith("package-lock.json", StringComparison.Ordinal))
            .Where(name => new FileInfo(Path.Combine(Root, name)) is { Exists: true, LinkTarget: null })
            .Select(name => new SourceFile(name, File.ReadAllLines(Path.Combine(Root, name))))];

    private static IEnumerable<string> Names()
    {
        if (!Path.Exists(Path.Combine(Root, ".git"))) return NamesOnDisk();
        using var git = Process.Start(new ProcessStartInfo("git")
        {
            ArgumentList = { "-C", Root, "ls-files", "-co", "--exclude-standard" },
            RedirectStandardOutput = true,
        })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // A tree without its history, unpacked from an archive.
    private static IEnumerable<string> NamesOnDisk() =>
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(name => !name.Split('/').Any(part => part is "artifacts" or "bin" or "obj" or "node_modules"));
}
