using System.IO.Enumeration;
using Aops.Native.Files;

namespace Aops.LogTail.Patterns;

/// <summary>
/// A pattern of files: an absolute path whose parts may hold <c>*</c> and <c>?</c>; the part <c>**</c> stands for any
/// number of folders, at most <see cref="DepthMax"/>. Names that begin with a dot match only a part that does.
/// </summary>
internal sealed class GlobPattern
{
    internal const int DepthMax = 8;

    private readonly string[] _parts;

    internal GlobPattern(string pattern) => _parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is wrong with a pattern; null for nothing.</summary>
    internal static string? FindFault(string pattern)
    {
        if (!pattern.StartsWith('/')) return "must be absolute";
        if (pattern.EndsWith('/')) return "names a folder: write the names of its files behind it, for instance *.log";
        if (pattern.AsSpan().IndexOfAny("[]{}") >= 0) return "has brackets: only *, ? and ** are known";
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Any(part => part is "." or "..")) return "must not hold '.' or '..'";
        return parts.Any(part => part != "**" && part.Contains("**", StringComparison.Ordinal)) || parts[^1] == "**"
            ? "has ** beside other characters or at its end" : null;
    }

    /// <summary>Paths that match, in no order; folders that cannot be listed match nothing.</summary>
    internal IEnumerable<string> Find() => Find("/", 0, 0);

    private IEnumerable<string> Find(string folder, int index, int depth)
    {
        var part = _parts[index];
        if (part == "**")
        {
            foreach (var path in Find(folder, index + 1, depth)) yield return path;
            if (depth >= DepthMax) yield break;
            foreach (var child in List(folder, "*", areFolders: true))
            {
                foreach (var path in Find(child, index, depth + 1)) yield return path;
            }
            yield break;
        }
        var isLast = index == _parts.Length - 1;
        if (part.AsSpan().IndexOfAny("*?") < 0)
        {
            var path = Path.Combine(folder, part);
            if (isLast)
            {
                if (File.Exists(path)) yield return path;
            }
            else if (Directory.Exists(path))
            {
                foreach (var found in Find(path, index + 1, depth)) yield return found;
            }
            yield break;
        }
        foreach (var child in List(folder, part, areFolders: !isLast))
        {
            if (isLast)
            {
                yield return child;
                continue;
            }
            foreach (var path in Find(child, index + 1, depth)) yield return path;
        }
    }

    private static IReadOnlyList<string> List(string folder, string part, bool areFolders)
    {
        try
        {
            // A link to a folder is not followed, since it may lead round in a circle.
            var entries = areFolders
                ? new DirectoryInfo(folder).EnumerateDirectories()
                    .Where(child => child.LinkTarget is null).Select(child => child.FullName)
                : Directory.EnumerateFiles(folder);
            return [.. entries.Where(path => Matches(part, Path.GetFileName(path)))];
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return [];
        }
    }

    /// <summary>Whether a name matches one part.</summary>
    internal static bool Matches(string part, string name) =>
        (!name.StartsWith('.') || part.StartsWith('.'))
        && FileSystemName.MatchesSimpleExpression(part, name, ignoreCase: false);
}
