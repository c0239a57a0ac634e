using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>Relates an open file to its path.</summary>
public static class OpenFile
{
    /// <summary>Current path of an open file; it ends with " (deleted)" if the file was unlinked.</summary>
    /// <returns>The path, or null if /proc is not available.</returns>
    public static string? Path(SafeFileHandle file) =>
        new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget;

    /// <summary>Whether a path still leads to an open file; a deleted file exists until it is closed.</summary>
    /// <param name="path">The path by which it was opened.</param>
    public static bool IsStillNamed(SafeFileHandle file, string path)
    {
        var target = Path(file);
        return target == path || (target is not null && File.Exists(path)
            && !target.EndsWith(" (deleted)", StringComparison.Ordinal));
    }
}
