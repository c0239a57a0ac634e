namespace Aops.Native.Programs;

/// <summary>Makes the paths of a command line absolute.</summary>
public static class AbsolutePath
{
    /// <summary>
    /// Whether this process's current directory still exists; without it a relative path cannot be resolved.
    /// </summary>
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

    /// <summary>Resolves a path against the current directory; an absolute path is only normalized.</summary>
    /// <exception cref="DirectoryNotFoundException">
    /// The path is relative, and the current directory was deleted.
    /// </exception>
    public static string Of(string path) => Path.IsPathRooted(path) || HasCurrentFolder
        ? Path.GetFullPath(path)
        : throw new DirectoryNotFoundException(
            $"'{path}' is relative to a folder that was deleted; change to another folder, or give an absolute path");
}
