namespace Aops.Supervision.Children;

/// <summary>Finds the folder that keeps this user from a path: the error of the whole path does not name it.</summary>
internal static class ClosedFolder
{
    /// <summary>The first folder on the way to a path that this user may not pass.</summary>
    /// <param name="path">A folder, absolute, that this user cannot enter.</param>
    public static string Find(string path)
    {
        // What lies in a folder is seen only by who may pass it.
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
