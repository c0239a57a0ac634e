namespace Aops.Supervision.Children;

/// <summary>
/// Finds the directory that denies this user access to a path; the error for the whole path does not name it.
/// </summary>
internal static class ClosedFolder
{
    /// <summary>The first directory on a path that this user may not traverse.</summary>
    /// <param name="path">A folder, absolute, that this user cannot enter.</param>
    public static string Find(string path)
    {
        // The content of a directory is visible only to a user who may traverse it.
        var passed = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(passed, part);
            if (!Directory.Exists(next)) return passed;
            passed = next;
        }
        return passed;
    }
}
