using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.ReleaseTool.Keys;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Repository;

/// <summary>Reads and makes signed metadata files.</summary>
internal static class MetadataFile
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The signed part of a file.</summary>
    /// <exception cref="ToolFault">It is not there or is no metadata.</exception>
    public static JsonObject ReadSigned(string file)
    {
        if (!File.Exists(file))
            throw new ToolFault(ExitCodes.NoInput, $"{file} is not there: is this a repository made by init?");
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(file)) is JsonObject root && root["signed"] is JsonObject signed)
            {
                root.Remove("signed");
                return signed;
            }
        }
        catch (JsonException e)
        {
            throw new ToolFault(ExitCodes.BadData, $"{file} cannot be read: {e.Message}", e);
        }
        throw new ToolFault(ExitCodes.BadData, $"{file} has no signed part");
    }

    /// <summary>Signs with every given key that the root lists for the role.</summary>
    /// <exception cref="ToolFault">Fewer keys than the role's threshold were given.</exception>
    public static byte[] Sign(string role, JsonObject signed, JsonObject root, KeyRing keys)
    {
        using var document = JsonDocument.Parse(ToBytes(signed));
        var canonical = CanonicalJson.Encode(document.RootElement);
        var signatures = new JsonArray();
        foreach (var id in root["roles"]![role]!["keyids"]!.AsArray().Select(node => (string)node!))
        {
            if (keys.Find(id) is { } key)
                signatures.Add((JsonNode)new JsonObject { ["keyid"] = id, ["sig"] = key.Sign(canonical) });
        }
        var threshold = (int)root["roles"]![role]!["threshold"]!;
        if (signatures.Count < threshold)
        {
            throw new ToolFault(ExitCodes.NoPermission,
                $"{role} needs {threshold} of its keys and {signatures.Count} were given by --keys; nothing was signed");
        }
        return ToBytes(new JsonObject { ["signatures"] = signatures, ["signed"] = signed.DeepClone() });
    }

    private static byte[] ToBytes(JsonObject value)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable)) value.WriteTo(writer);
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }
}
