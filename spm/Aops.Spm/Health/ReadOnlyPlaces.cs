using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Spm.Health;

/// <summary>
/// Folders of the suite on a file system that became read-only: a kernel remounts one after disk errors.
/// The suite continues from memory and loses at its end what it could not write.
/// </summary>
internal static class ReadOnlyPlaces
{
    /// <summary>Checks all folders; two system calls each.</summary>
    /// <returns>The fault as a sentence; null if all folders are writable.</returns>
    public static string? Describe(AopsLayout layout)
    {
        string[] folders = [layout.State, layout.Log, layout.Releases, layout.Run];
        var found = folders.Where(WriteAccess.IsReadOnly).ToList();
        return found.Count == 0
            ? null
            : $"read-only file system: {string.Join(", ", found)}; state, logs and upgrades cannot be written there, "
                + "and what is told meanwhile is lost with the next start";
    }
}
