namespace Aops.Releases.Packages;

/// <summary>Room on a disk (statvfs(3)).</summary>
internal static class FreeSpace
{
    /// <summary>Bytes that this user may still write below a path, which needs not exist yet.</summary>
    public static long Of(string path)
    {
        while (!Directory.Exists(path)) path = Path.GetDirectoryName(path) ?? "/";
        return new DriveInfo(path).AvailableFreeSpace;
    }
}
