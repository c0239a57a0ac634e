namespace Aops.Native.Files;

/// <summary>Paths without links, as the kernel shows them: so the same root has one name in every process.</summary>
public static class RealPath
{
    /// <summary>Resolves the links of a folder's path; what does not exist of it stays as it is.</summary>
    /// <param name="folder">The folder, absolute.</param>
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
