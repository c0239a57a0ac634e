using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>What the kernel tells of a file that is open.</summary>
public static class OpenFile
{
    /// <summary>Where an open file is now, with " (deleted)" behind it if it is nowhere.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The path, or null if /proc cannot tell.</returns>
    public static string? Path(SafeFileHandle file) =>
        new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget;

    /// <summary>Whether a name still leads to an open file: one that was deleted lives on without a name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">The name by which it was opened.</param>
    public static bool IsStillNamed(SafeFileHandle file, string path)
    {
        var target = Path(file);
        return target == path || (target is not null && File.Exists(path)
            && !target.EndsWith(" (deleted)", StringComparison.Ordinal));
    }
}
