using System.Text;
using Aops.Contracts;

namespace Aops.Releases.Packages;

/// <summary>Which names may lie in a package, or name a target: those that no file system or terminal can misread.</summary>
public static class PackagePath
{
    /// <summary>What is wrong with a path, or null if it may be used.</summary>
    /// <param name="path">A path with <c>/</c> between its parts.</param>
    /// <returns>The fault, to stand after the path: <c>is absolute</c>.</returns>
    public static string? Fault(string path)
    {
        if (path.Length == 0) return "is empty";
        if (Encoding.UTF8.GetByteCount(path) > Limits.PackagePathBytesMax)
            return $"is longer than {Limits.PackagePathBytesMax} bytes";
        if (path.Any(c => char.IsControl(c) || c is '\\' or '\uFFFD' or '\u2028' or '\u2029'))
            return "holds a control character or a backslash";
        if (path[0] == '/') return "is absolute";
        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or "..") return $"has the part '{part}'";
            if (Encoding.UTF8.GetByteCount(part) > 255) return "has a part longer than 255 bytes";
        }
        return null;
    }

    /// <summary>A path for a message: control characters and what would run on for ever are taken out.</summary>
    internal static string Shown(string path)
    {
        var clean = new string([.. path.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
        return path.Length > 80 ? clean + "…" : clean;
    }
}
