using System.Globalization;
using System.Text.Json;
using Aops.Contracts.Wire;
using Aops.Server.Problems;

namespace Aops.Server.Repository;

/// <summary>Refuses metadata that agents could not use: a slip of the publisher must not stop the fleet's upgrades.</summary>
internal static class MetadataRules
{
    /// <summary>Checks metadata before it is put in place.</summary>
    /// <returns>The problem, or null.</returns>
    public static Problem? Check(RepositoryFolder folder, RepositoryPath.MetadataFile file, byte[] content)
    {
        try
        {
            var (type, version) = MetadataContent.ReadHeader(content);
            // Delegated targets have names of their own.
            var expected = file.Role is "root" or "snapshot" or "timestamp" ? file.Role : "targets";
            if (type != expected) return Bad($"it says _type '{type}', its name means '{expected}'");
            if (file.Version is { } named && named != version)
                return Bad($"it says version {version}, its name says {named}");
            if (file.Version is null && file.Role is not ("timestamp" or "root"))
                return Bad("its name needs its version in front: consistent snapshots are required");
            return file.IsTimestamp ? CheckTimestamp(folder, file, content, version) : null;
        }
        catch (JsonException exception)
        {
            return Bad(exception.Message);
        }
    }

    private static Problem? CheckTimestamp(
        RepositoryFolder folder, RepositoryPath.MetadataFile file, byte[] content, long version)
    {
        if (File.Exists(file.File) && MetadataContent.ReadHeader(File.ReadAllBytes(file.File)).Version is var current
            && version <= current)
        {
            return ProblemKinds.Conflict("rollback",
                $"timestamp.json is at version {current}; agents would refuse version {version}.");
        }
        var snapshot = MetadataContent.ReadReference(content, "snapshot.json");
        if (snapshot is null) return Bad("it does not name snapshot.json");
        var path = Path.Combine(
            folder.Metadata, string.Create(CultureInfo.InvariantCulture, $"{snapshot}.snapshot.json"));
        return File.Exists(path)
            ? null
            : ProblemKinds.Conflict("incomplete",
                $"timestamp.json names snapshot {snapshot}, which is not published: " +
                "publish targets first, then metadata, timestamp.json last.");
    }

    private static Problem Bad(string reason) => ProblemKinds.Make(
        400, "bad-metadata", "This is not the metadata that its name promises", $"Nothing was stored: {reason}.");
}
