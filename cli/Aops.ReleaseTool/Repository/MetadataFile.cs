using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Json.Diagnosis;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;

namespace Aops.ReleaseTool.Repository;

/// <summary>Reads and creates signed metadata files.</summary>
internal static class MetadataFile
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const int KeyIdCharsShown = 12;

    /// <summary>The signed part of a file.</summary>
    /// <exception cref="ToolException">The file is missing or not metadata.</exception>
    public static JsonObject ReadSigned(string file)
    {
        if (!File.Exists(file))
            throw new ToolException(ExitCodes.NoInput, $"{file} is not there: is this a repository made by init?");
        var content = File.ReadAllBytes(file);
        try
        {
            if (JsonNode.Parse(content) is JsonObject root && root["signed"] is JsonObject signed)
            {
                root.Remove("signed");
                return signed;
            }
        }
        catch (JsonException e)
        {
            throw new ToolException(ExitCodes.BadData,
                $"{file} cannot be read: {JsonFaults.Explain(content, e)}; put back what was published last", e);
        }
        throw new ToolException(ExitCodes.BadData, $"{file} has no signed part; put back what was published last");
    }

    /// <summary>Signs with every given key that may sign for the role.</summary>
    /// <param name="signed">The content to sign.</param>
    /// <param name="keys">The given keys.</param>
    /// <param name="authorities">The signers; the threshold of each must be met.</param>
    /// <exception cref="ToolException">Too few keys were given.</exception>
    public static byte[] Sign(string role, JsonObject signed, KeyRing keys, params Authority[] authorities)
    {
        using var document = JsonDocument.Parse(ToBytes(signed));
        var canonical = CanonicalJson.Encode(document.RootElement);
        var signatures = new JsonArray();
        foreach (var id in authorities.SelectMany(authority => authority.KeyIds).Distinct())
        {
            if (keys.Find(id) is { } key)
                signatures.Add((JsonNode)new JsonObject { ["keyid"] = id, ["sig"] = key.Sign(canonical) });
        }
        foreach (var authority in authorities)
        {
            var missing = authority.KeyIds.Where(id => keys.Find(id) is null).ToList();
            var given = authority.KeyIds.Count - missing.Count;
            if (given >= authority.Threshold) continue;
            throw new ToolException(ExitCodes.NoPermission,
                $"{role} needs {authority.Threshold} of its {authority.KeyIds.Count} keys, and {given} were given by --keys; "
                + $"not among them: {string.Join(", ", missing.Select(id => id[..Math.Min(KeyIdCharsShown, id.Length)]))}; "
                + "nothing was signed");
        }
        return ToBytes(new JsonObject { ["signatures"] = signatures, ["signed"] = signed.DeepClone() });
    }

    /// <summary>Ids of the keys that signed a file.</summary>
    public static IReadOnlyList<string> SignersOf(string file) =>
    [
        .. JsonNode.Parse(File.ReadAllBytes(file))!["signatures"]!.AsArray()
            .Select(signature => (string)signature!["keyid"]!),
    ];

    private static byte[] ToBytes(JsonObject value)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable)) value.WriteTo(writer);
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }
}
