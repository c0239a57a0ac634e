using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// A signer with a key of the targets role who does not use the publisher's tool: targets metadata, signed by hand, with
/// content that the tool would refuse. Snapshot and timestamp are then signed by the tool.
/// </summary>
internal static class HandSigning
{
    /// <summary>Lists a file, whatever it holds, and gives it to the server.</summary>
    /// <param name="fleet">Publisher and server.</param>
    /// <param name="content">The file.</param>
    /// <param name="custom">What is signed of it.</param>
    /// <param name="length">The length that is signed; null for the true one.</param>
    public static Task PublishAsync(
        Fleet fleet, string target, byte[] content, JsonObject custom, CancellationToken cancellationToken, long? length = null) =>
        ChangeAsync(fleet, targets =>
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
            targets[target] = new JsonObject
            {
                ["length"] = length ?? content.Length,
                ["hashes"] = new JsonObject { ["sha256"] = sha256 },
                ["custom"] = custom,
            };
            Store(fleet, target, content);
        }, cancellationToken);

    /// <summary>Changes the listed targets, signs them, and gives all to the server.</summary>
    public static async Task ChangeAsync(Fleet fleet, Action<JsonObject> change, CancellationToken cancellationToken)
    {
        var metadata = Path.Combine(fleet.Workshop.Repository, "metadata");
        var newest = Directory.GetFiles(metadata, "*.targets.json")
            .Max(file => int.Parse(Path.GetFileName(file).Split('.')[0], CultureInfo.InvariantCulture));
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(metadata, $"{newest}.targets.json"), cancellationToken))!;
        var signed = file["signed"]!.AsObject();
        signed["version"] = newest + 1;
        change(signed["targets"]!.AsObject());
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(fleet.Workshop.Keys, "targets.pem"), cancellationToken));
        var canonical = new StringBuilder();
        Canonical(signed, canonical);
        file["signatures"]![0]!["sig"] = Convert.ToHexStringLower(key.SignData(
            Encoding.UTF8.GetBytes(canonical.ToString()), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        await File.WriteAllTextAsync(
            Path.Combine(metadata, $"{newest + 1}.targets.json"), file.ToJsonString(), cancellationToken);
        await fleet.Workshop.RefreshAsync(days: 1, cancellationToken);
        // Straight into the server's folder: what is played here is a server that gives what was signed.
        (await Command.RunAsync("/bin/cp", ["-r", $"{fleet.Workshop.Repository}/.", fleet.Server.Repository], cancellationToken))
            .MustSucceed();
    }

    /// <summary>Stores a file under the name that hosts ask for.</summary>
    public static void Store(Fleet fleet, string target, byte[] content)
    {
        var slash = target.LastIndexOf('/');
        var folder = Path.Combine(fleet.Workshop.Repository, "targets", target[..slash]);
        Directory.CreateDirectory(folder);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(Path.Combine(folder, $"{sha256}.{target[(slash + 1)..]}"), content);
    }

    // Members by their names, no space; only quote and backslash are escaped.
    private static void Canonical(JsonNode? node, StringBuilder output)
    {
        switch (node)
        {
            case JsonObject members:
                output.Append('{');
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    if (output[^1] != '{') output.Append(',');
                    Text(name, output);
                    output.Append(':');
                    Canonical(value, output);
                }
                output.Append('}');
                break;
            case JsonArray items:
                output.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    if (i > 0) output.Append(',');
                    Canonical(items[i], output);
                }
                output.Append(']');
                break;
            case not null when node.GetValueKind() == JsonValueKind.String:
                Text(node.GetValue<string>(), output);
                break;
            default:
                output.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void Text(string text, StringBuilder output) =>
        output.Append('"').Append(text.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
}
