using System.Globalization;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json.Diagnosis;
using Aops.Releases.Tuf;

namespace Aops.Releases.Fleet;

/// <summary>
/// Content of the signed target <c>fleet/authority.json</c>: which authorities and which addresses hosts take for their
/// server from now on.
/// Parties: the operator, whose top-level targets role signs it; a server, which only passes it on; this host.
/// Trust: no publisher may list it, however wide its delegation is, and no server's word stands for it.
/// Limits: <see cref="Contracts.Limits.FleetAuthorityBytesMax"/> and those beside it.
/// </summary>
public sealed record FleetAuthority
{
    /// <summary>Name of the target.</summary>
    public const string TargetName = "fleet/authority.json";

    /// <summary>Kind of the target in its <c>custom</c>, whose <c>version</c> is the generation.</summary>
    public const string Kind = "authority";

    /// <summary>Version of this content; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Grows with each one; a host takes each generation once. From 1.</summary>
    public required long Generation { get; init; }

    /// <summary>All authorities to trust, in PEM; empty to keep those that are trusted.</summary>
    public IReadOnlyList<string> Authorities { get; set; } = [];

    /// <summary>
    /// Addresses of the server, https without a path; a host takes the first that accepts it. Empty to keep the one in
    /// force.
    /// </summary>
    public IReadOnlyList<string> Addresses { get; set; } = [];

    /// <summary>From when it holds, UTC; null for at once.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Whom it is for: identities or names of hosts, with <c>*</c> and <c>?</c>; null for every host.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>Reads and checks one.</summary>
    /// <param name="json">The content.</param>
    /// <exception cref="InvalidDataException">It is none; the message says what is wrong.</exception>
    public static FleetAuthority Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var authority = JsonSerializer.Deserialize(json, FleetJson.Default.FleetAuthority)
                ?? throw new InvalidDataException("it holds null");
            FleetAuthorityRules.Check(authority);
            return authority;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"it is not what this version reads: {JsonFaults.Explain(json, FleetJson.Default.FleetAuthority, e)}", e);
        }
    }

    /// <summary>The generation that the signed metadata says of the target; null if it says none.</summary>
    /// <param name="file">What the metadata says.</param>
    public static long? GenerationOf(TufTargetFile file) =>
        file.Custom is { ValueKind: JsonValueKind.Object } custom
        && custom.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String
        && long.TryParse(version.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
        && generation is >= 1 and <= Limits.FleetGenerationMax
            ? generation
            : null;

    /// <summary>The content of the target.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, FleetJson.Default.FleetAuthority);

    /// <summary>The authorities as one PEM text; null to keep those that are trusted.</summary>
    public string? Pem() => Authorities.Count == 0 ? null : FleetAuthorityRules.Normalize(Authorities);

    /// <summary>Whether it is for a host.</summary>
    /// <param name="agentId">Its identity.</param>
    /// <param name="hostname">Its name.</param>
    public bool IsFor(string agentId, string hostname) => Hosts is null
        || Hosts.Any(pattern => TufPathPattern.Matches(pattern, agentId) || TufPathPattern.Matches(pattern, hostname));
}
