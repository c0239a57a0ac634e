using System.Text.Json;
using Aops.Contracts;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>
/// What the server reads of TUF metadata (specification 1.0, section 4): enough to refuse a slip of the publisher
/// and to list releases. It verifies no signature: that is the agents' part, and the server has no keys.
/// </summary>
internal static class MetadataContent
{
    /// <summary>Somebody who may list targets beside the operator.</summary>
    /// <param name="Name">Name of the role.</param>
    /// <param name="Names">Targets that it may list.</param>
    public sealed record Publisher(string Name, TufNameRule Names);

    /// <summary>Type and version of a metadata file.</summary>
    /// <exception cref="JsonException">It is no metadata.</exception>
    public static (string Type, long Version) ReadHeader(ReadOnlySpan<byte> json)
    {
        var signed = ReadSigned(json);
        return (signed.TryGetProperty("_type", out var type) && type.ValueKind == JsonValueKind.String
                ? type.GetString()! : throw new JsonException("signed._type is missing"),
            signed.TryGetProperty("version", out var version) && version.TryGetInt64(out var number)
                ? number : throw new JsonException("signed.version is missing"));
    }

    /// <summary>Version of a file that a timestamp or snapshot names, or null if it does not name it.</summary>
    /// <exception cref="JsonException">It is no metadata.</exception>
    public static long? ReadReference(ReadOnlySpan<byte> json, string file) =>
        ReadSigned(json).TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object
            && meta.TryGetProperty(file, out var entry) && entry.ValueKind == JsonValueKind.Object
            && entry.TryGetProperty("version", out var version) && version.TryGetInt64(out var number)
                ? number
                : null;

    /// <summary>The targets of a targets file; those without our <c>custom</c> are no releases.</summary>
    /// <exception cref="JsonException">It is no metadata.</exception>
    public static IReadOnlyList<Release> ReadReleases(ReadOnlySpan<byte> json)
    {
        var releases = new List<Release>();
        if (!ReadSigned(json).TryGetProperty("targets", out var targets)
            || targets.ValueKind != JsonValueKind.Object)
        {
            return releases;
        }
        foreach (var target in targets.EnumerateObject())
        {
            if (ReadRelease(target.Name, target.Value) is { } release) releases.Add(release);
        }
        return releases;
    }

    /// <summary>The roles that targets metadata delegates names to, the most trusted first.</summary>
    /// <exception cref="JsonException">It is no metadata.</exception>
    public static IReadOnlyList<Publisher> ReadPublishers(ReadOnlySpan<byte> json)
    {
        if (!ReadSigned(json).TryGetProperty("delegations", out var delegations)
            || delegations.ValueKind != JsonValueKind.Object
            || !delegations.TryGetProperty("roles", out var roles) || roles.ValueKind != JsonValueKind.Array)
        {
            return [];
        }
        return [.. roles.EnumerateArray().Select(ReadPublisher).OfType<Publisher>().Take(Limits.TufDelegationsMax)];
    }

    private static Publisher? ReadPublisher(JsonElement role)
    {
        // A name is a part of a file name here; of what the release tool makes, each is.
        if (Text(role, "name") is not { } name || !Names.IsValid(name)) return null;
        var patterns = Texts(role, "paths");
        var prefixes = Texts(role, "path_hash_prefixes");
        return patterns is null && prefixes is null ? null : new Publisher(name, new TufNameRule(patterns, prefixes));
    }

    private static Release? ReadRelease(string target, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("length", out var length) || !length.TryGetInt64(out var bytes)
            || !entry.TryGetProperty("hashes", out var hashes) || Text(hashes, "sha256") is not { } sha256
            || !entry.TryGetProperty("custom", out var custom) || Text(custom, "kind") is not { } kind)
        {
            return null;
        }
        return new Release
        {
            Kind = kind,
            Name = Text(custom, "name") ?? target[(target.LastIndexOf('/') + 1)..],
            Version = Text(custom, "version") ?? "",
            Architecture = Text(custom, "architecture"),
            Target = target,
            LengthBytes = bytes,
            Sha256 = sha256,
        };
    }

    private static JsonElement ReadSigned(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var root = JsonElement.ParseValue(ref reader);
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("signed", out var signed)
            && signed.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("signatures", out var signatures) && signatures.ValueKind == JsonValueKind.Array
                ? signed
                : throw new JsonException("it has no 'signed' and 'signatures'");
    }

    private static string[]? Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String)
                ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
                : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
}
