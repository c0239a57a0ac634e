namespace Aops.Contracts;

/// <summary>Makes a path that somebody has typed absolute.</summary>
public static class AbsolutePath
{
    /// <summary>Whether the folder that this process is in still has a name: relative paths mean nothing without.</summary>
    public static bool HasCurrentFolder
    {
        get
        {
            try
            {
                return Directory.GetCurrentDirectory().Length > 0;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Makes a path absolute.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="DirectoryNotFoundException">It is relative, and the current folder was deleted.</exception>
    public static string Of(string path) => Path.IsPathRooted(path) || HasCurrentFolder
        ? Path.GetFullPath(path)
        : throw new DirectoryNotFoundException(
            $"'{path}' is relative to a folder that was deleted; change to another folder, or give an absolute path");
}
