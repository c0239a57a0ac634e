using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Spm.Health;

/// <summary>
/// Folders of the suite on a file system that cannot be written any more: a kernel mounts one read-only after errors of
/// the disk. The suite runs on from memory, and forgets with its end what it was told meanwhile.
/// </summary>
internal static class ReadOnlyPlaces
{
    /// <summary>Looks; two system calls for each folder.</summary>
    /// <param name="layout">The root.</param>
    /// <returns>The fault in words; null where all can be written.</returns>
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
