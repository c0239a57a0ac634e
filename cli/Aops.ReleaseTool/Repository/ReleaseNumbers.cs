using System.Text.Json.Nodes;
using Aops.Releases;
using Aops.Releases.Packages;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Assigns release numbers: the position of a version among those of its name, in the order of signing,
/// equal for all processors. Hosts compare versions by it. A number is never reused, not even after a
/// withdrawal.
/// </summary>
/// <param name="repository">The repository; several of its roles may list a name.</param>
/// <param name="targets">The metadata that is being changed.</param>
internal sealed class ReleaseNumbers(ReleaseRepository repository, JsonObject targets)
{
    /// <summary>Member of targets metadata with the last number of each name; clients ignore it.</summary>
    private const string LastMember = "x-aops-release-numbers";

    /// <summary>
    /// Assigns the number of a version that is being signed. Older entries without a number get theirs
    /// first.
    /// </summary>
    /// <param name="custom">The version.</param>
    public long Give(TargetCustom custom)
    {
        var entries = EntriesOf(targets, custom).ToList();
        var last = Last(custom);
        var given = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => NumberOf(entry) is not null))
            given.TryAdd(VersionOf(entry), NumberOf(entry)!.Value);
        // The entries are in the order of their signing.
        foreach (var entry in entries.Where(entry => NumberOf(entry) is null))
        {
            if (!given.TryGetValue(VersionOf(entry), out var number)) given[VersionOf(entry)] = number = ++last;
            entry[ReleaseTarget.ReleaseNumberMember] = number;
        }
        if (!given.TryGetValue(custom.Version, out var own)) own = ++last;
        if (targets[LastMember] is not JsonObject kept) targets[LastMember] = kept = [];
        kept[KeyOf(custom)] = last;
        return own;
    }

    /// <summary>The number of a version; null if no role lists it with one.</summary>
    /// <param name="subAgent">A sub-agent, or null for the suite.</param>
    public static long? Find(ReleaseRepository repository, string? subAgent, string version) =>
        EntriesOf(repository, subAgent, version).Select(NumberOf).FirstOrDefault(number => number is not null);

    /// <summary>Whether a role lists a version.</summary>
    /// <param name="subAgent">A sub-agent, or null for the suite.</param>
    public static bool IsListed(ReleaseRepository repository, string? subAgent, string version) =>
        EntriesOf(repository, subAgent, version).Any();

    private static IEnumerable<JsonObject> EntriesOf(ReleaseRepository repository, string? subAgent, string version)
    {
        var kind = subAgent is null ? PackageKind.Agent : PackageKind.SubAgent;
        return repository.TargetsRoles()
            .SelectMany(role => EntriesOf(repository.ReadSigned(role), kind, subAgent ?? PackageKinds.AgentName))
            .Where(entry => VersionOf(entry) == version);
    }

    private long Last(TargetCustom custom) => repository.TargetsRoles()
        .Where(role => repository.Versions(role).Any()).Select(repository.ReadSigned).Append(targets)
        .SelectMany(signed => EntriesOf(signed, custom).Select(NumberOf)
            .Append((long?)(signed[LastMember] as JsonObject)?[KeyOf(custom)]))
        .Max() ?? 0;

    /// <summary>The entries of all versions of a name, in the order of their signing.</summary>
    public static IEnumerable<JsonObject> EntriesOf(JsonObject signed, TargetCustom custom) =>
        EntriesOf(signed, custom.Kind, custom.Name);

    private static IEnumerable<JsonObject> EntriesOf(JsonObject signed, PackageKind kind, string name) =>
        (signed["targets"] as JsonObject ?? [])
            .Select(target => target.Value?["custom"]).OfType<JsonObject>()
            .Where(entry => (string?)entry["kind"] == kind.Text() && (string?)entry["name"] == name);

    private static string KeyOf(TargetCustom custom) => $"{custom.Kind.Text()}/{custom.Name}";

    /// <summary>The version of an entry.</summary>
    public static string VersionOf(JsonObject entry) => (string?)entry["version"] ?? "";

    /// <summary>The number of an entry; null for one of an older tool.</summary>
    public static long? NumberOf(JsonObject entry) => (long?)entry[ReleaseTarget.ReleaseNumberMember];
}
