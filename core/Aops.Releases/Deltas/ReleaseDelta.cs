using System.Text.Json;
using Aops.Contracts;

namespace Aops.Releases.Deltas;

/// <summary>A delta that the signed metadata of a package names (<c>custom.deltas</c>).</summary>
/// <param name="From">Version of the slot that it starts from.</param>
/// <param name="FromManifestSha256">SHA-256 of that slot's manifest, in lower-case hexadecimal.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
public sealed record ReleaseDelta(string From, string FromManifestSha256, long LengthBytes, string Sha256)
{
    /// <summary>Member of a target's <c>custom</c> that lists its deltas.</summary>
    public const string Member = "deltas";

    /// <summary>Member of a target's <c>custom</c>: SHA-256 of the archive within the package.</summary>
    public const string ArchiveMember = "archiveSha256";

    /// <summary>Name of a delta's file beside its package.</summary>
    /// <param name="targetName">Name of the package.</param>
    /// <param name="from">Version of the slot that it starts from.</param>
    public static string NameOf(string targetName, string from) => $"{targetName}.from-{from}.delta";

    /// <summary>Whether a text is a SHA-256 in lower-case hexadecimal.</summary>
    internal static bool IsSha256(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Reads a list; entries that this version does not understand are left out.</summary>
    internal static IReadOnlyList<ReleaseDelta> ReadAll(JsonElement custom)
    {
        if (!custom.TryGetProperty(Member, out var list) || list.ValueKind != JsonValueKind.Array) return [];
        var deltas = new List<ReleaseDelta>();
        foreach (var item in list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
        {
            if (Text(item, "from") is { } from && Names.IsValid(from)
                && Text(item, "fromManifestSha256") is { } manifest && IsSha256(manifest)
                && Text(item, "sha256") is { } sha256 && IsSha256(sha256)
                && item.TryGetProperty("length", out var length) && length.ValueKind == JsonValueKind.Number
                && length.TryGetInt64(out var bytes) && bytes > 0)
            {
                deltas.Add(new ReleaseDelta(from, manifest, bytes, sha256));
            }
        }
        return deltas;
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
