using System.Text.Json.Nodes;
using Aops.Releases;
using Aops.Releases.Deltas;

namespace Aops.ReleaseTool.Repository;

/// <summary>A target in the list of the repository.</summary>
internal sealed record SignedTarget(
    string TargetName, long LengthBytes, string Sha256, string Kind, string Name, string Version,
    IReadOnlyList<SignedTarget.Content> Deltas)
{
    /// <summary>Its release number; null if it was signed before numbers existed.</summary>
    public long? ReleaseNumber { get; init; }

    /// <summary>The newest version that hosts may leave for this one; null for none.</summary>
    public string? MayGoBackFrom { get; init; }

    /// <summary>A file of the target: its package, or a delta to it.</summary>
    internal sealed record Content(string Name, string Sha256, long LengthBytes);

    /// <summary>Its package, and its deltas.</summary>
    public IEnumerable<Content> Files => Deltas.Prepend(new Content(TargetName, Sha256, LengthBytes));

    /// <summary>All targets of a repository by name, including those of publishers.</summary>
    public static IReadOnlyList<SignedTarget> ReadAll(ReleaseRepository repository) =>
        ReadAll(repository, repository.TargetsRoles());

    /// <summary>
    /// All targets of some roles by name, except those that the operator has withdrawn from a publisher.
    /// </summary>
    public static IReadOnlyList<SignedTarget> ReadAll(ReleaseRepository repository, IReadOnlyList<string> roles)
    {
        var listed = roles.SelectMany(role => repository.ReadSigned(role)["targets"]!.AsObject()).ToList();
        var withdrawn = listed.Where(target => WithdrawnTargets.IsShadow(target.Value!))
            .Select(target => target.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. listed.Where(target => !withdrawn.Contains(target.Key))
                .OrderBy(target => target.Key, StringComparer.Ordinal)
                .Select(target => Read(target.Key, target.Value!)),
        ];
    }

    /// <summary>All targets of one role's metadata, in the order of their signing.</summary>
    public static IEnumerable<SignedTarget> ReadAll(JsonObject targets) =>
        targets["targets"]!.AsObject().Select(target => Read(target.Key, target.Value!));

    /// <summary>A target in the format of targets metadata.</summary>
    public static JsonObject ToJson(long lengthBytes, string sha256, JsonObject custom) => new()
    {
        ["length"] = lengthBytes,
        ["hashes"] = new JsonObject { ["sha256"] = sha256 },
        ["custom"] = custom,
    };

    private static SignedTarget Read(string name, JsonNode file) => new(
        name,
        (long)file["length"]!,
        (string)file["hashes"]!["sha256"]!,
        (string?)file["custom"]?["kind"] ?? "",
        (string?)file["custom"]?["name"] ?? "",
        (string?)file["custom"]?["version"] ?? "",
        [
            .. (file["custom"]?[ReleaseDelta.Member] as JsonArray ?? []).Select(delta => new Content(
                ReleaseDelta.NameOf(name, (string)delta!["from"]!), (string)delta["sha256"]!, (long)delta["length"]!)),
        ])
    {
        ReleaseNumber = (long?)file["custom"]?[ReleaseTarget.ReleaseNumberMember],
        MayGoBackFrom = (string?)file["custom"]?[ReleaseTarget.MayGoBackFromMember],
    };
}
