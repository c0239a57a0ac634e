namespace Aops.Releases.Tuf;

/// <summary>Names of the top-level roles.</summary>
public static class TufRoles
{
    /// <summary>Says which keys the others have.</summary>
    public const string Root = "root";

    /// <summary>Names the newest snapshot; signed frequently.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>Says which versions of the targets metadata belong together.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Says which files there are, with their lengths and hashes.</summary>
    public const string Targets = "targets";

    /// <summary>All four, in the order in which a client comes to them.</summary>
    public static IReadOnlyList<string> TopLevel { get; } = [Root, Timestamp, Snapshot, Targets];

    /// <summary>File of a role's metadata without its version: the name is percent-encoded, as it may hold anything.</summary>
    /// <param name="role">The role, top-level or delegated.</param>
    public static string FileOf(string role) => $"{Uri.EscapeDataString(role)}.json";
}
