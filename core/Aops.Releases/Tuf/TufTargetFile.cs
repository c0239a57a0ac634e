using System.Text.Json;

namespace Aops.Releases.Tuf;

/// <summary>What targets metadata says of a file.</summary>
/// <param name="Hashes">Its hashes by algorithm in hexadecimal; at least one.</param>
/// <param name="Custom">What the publisher added, or null.</param>
public sealed record TufTargetFile(
    long LengthBytes, IReadOnlyDictionary<string, string> Hashes, JsonElement? Custom)
{
    /// <summary>Where the file lies below the repository, percent-encoded.</summary>
    /// <param name="consistentSnapshot">Whether the repository puts a hash before the name.</param>
    public string PathOf(string targetName, bool consistentSnapshot) => PathOf(
        targetName, consistentSnapshot ? Hashes.GetValueOrDefault("sha256") ?? Hashes.Values.First() : null);

    /// <summary>Where a file lies below a repository, percent-encoded.</summary>
    /// <param name="hash">What stands before the last part of the name, or null for nothing.</param>
    internal static string PathOf(string targetName, string? hash)
    {
        var encoded = string.Join('/', targetName.Split('/').Select(Uri.EscapeDataString));
        if (hash is null) return $"targets/{encoded}";
        var slash = encoded.LastIndexOf('/') + 1;
        return $"targets/{encoded[..slash]}{hash}.{encoded[slash..]}";
    }
}
