namespace Aops.Native.Files;

/// <summary>
/// The directories in which a change can alter the file that a path leads to: those of the symbolic links on the
/// way, and that of the file.
/// </summary>
public static class LinkChain
{
    // The kernel's own limit (path_resolution(7)).
    private const int LinksMax = 40;

    /// <summary>
    /// The directories, with links in their own paths resolved, that contain a link on the way, and last the
    /// directory of the file; for a path without links only that one.
    /// </summary>
    /// <param name="path">An absolute path; the file need not exist.</param>
    public static IReadOnlyList<string> DirectoriesOf(string path)
    {
        var found = new List<string>();
        var ahead = new Stack<string>();
        Push(path);
        var (at, links) = ("/", 0);
        while (ahead.TryPop(out var name))
        {
            if (name is "" or ".") continue;
            var next = name == ".." ? Path.GetDirectoryName(at) ?? "/" : Path.Combine(at, name);
            if (name == ".." || TryReadLink(next) is not { } target)
            {
                at = next;
                continue;
            }
            Add(at);
            if (++links > LinksMax) return found;
            if (target.StartsWith('/')) at = "/";
            Push(target);
        }
        Add(Path.GetDirectoryName(at) ?? "/");
        return found;

        void Push(string text)
        {
            foreach (var part in text.Split('/').Reverse()) ahead.Push(part);
        }

        void Add(string directory)
        {
            found.Remove(directory);
            found.Add(directory);
        }
    }

    private static string? TryReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }
}
