namespace Aops.Native.Files;

/// <summary>The way from a path to the file that it means: each symbolic link on it is a place where it may change.</summary>
public static class LinkChain
{
    // The kernel gives up at 40 (path_resolution(7)).
    private const int LinksMax = 40;

    /// <summary>
    /// The directories, without a link in their paths, that hold a link on the way, and last the one that holds the file;
    /// of a plain file its own directory alone.
    /// </summary>
    /// <param name="path">An absolute path; what it leads to need not be there.</param>
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
