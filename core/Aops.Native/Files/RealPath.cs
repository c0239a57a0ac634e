namespace Aops.Native.Files;

/// <summary>Resolves symbolic links, so that a root has the same path in every process.</summary>
public static class RealPath
{
    /// <summary>
    /// Resolves the links in the path of a directory; components that do not exist stay as they are.
    /// </summary>
    /// <exception cref="PosixException">No descriptor or memory is left.</exception>
    public static string Of(string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } parent) return folder;
        if (!Directory.Exists(folder)) return Path.Combine(Of(parent), Path.GetFileName(folder));
        try
        {
            using var handle = AtomicFile.OpenDirectory(folder);
            return new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget ?? folder;
        }
        catch (Exception e) when (e is UnauthorizedAccessException
            or (IOException and not PosixException { IsShortage: true }))
        {
            return folder;
        }
    }
}
