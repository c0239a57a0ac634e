using System.Text.Json.Nodes;

namespace Aops.ReleaseTool.Repository;

/// <summary>A target as the repository lists it.</summary>
internal sealed record SignedTarget(
    string TargetName, long LengthBytes, string Sha256, string Kind, string Name, string Version)
{
    /// <summary>Every target of a repository by name, those of publishers included.</summary>
    public static IReadOnlyList<SignedTarget> ReadAll(ReleaseRepository repository) =>
    [
        .. repository.TargetsRoles()
            .SelectMany(role => repository.ReadSigned(role)["targets"]!.AsObject())
            .OrderBy(target => target.Key, StringComparer.Ordinal)
            .Select(target => Read(target.Key, target.Value!)),
    ];

    private static SignedTarget Read(string name, JsonNode file) => new(
        name,
        (long)file["length"]!,
        (string)file["hashes"]!["sha256"]!,
        (string?)file["custom"]?["kind"] ?? "",
        (string?)file["custom"]?["name"] ?? "",
        (string?)file["custom"]?["version"] ?? "");
}
