using Aops.Native.Files;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>Writes metadata that was verified into a folder that is served.</summary>
internal static class VerifiedFiles
{
    /// <summary>
    /// Restores every file of a verified set except roots and timestamp, byte by byte as verified.
    /// </summary>
    /// <param name="client">The client that verified it.</param>
    /// <param name="repository">The verified set.</param>
    /// <param name="metadata">The folder.</param>
    /// <returns>Names of files that were missing or different.</returns>
    public static IReadOnlyList<string> Restore(TufClient client, VerifiedRepository repository, string metadata)
    {
        var restored = new List<string>();
        // The snapshot comes after the files that it names.
        foreach (var (name, role) in repository.RolesByFile.OrderBy(file => file.Value == TufRoles.Snapshot))
        {
            var file = Path.Combine(metadata, name);
            if (client.VerifiedFile(role) is not { } content) continue;
            if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(content.Span)) continue;
            AtomicFile.Write(file, content.Span, AtomicFile.Public);
            restored.Add(name);
        }
        return restored;
    }
}
