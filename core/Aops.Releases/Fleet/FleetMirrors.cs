using System.Text.Json;
using Aops.Contracts;
using Aops.Releases.Runbooks;
using Aops.Releases.Tuf;

namespace Aops.Releases.Fleet;

/// <summary>
/// Content of the signed target <c>fleet/mirrors.json</c>: from where hosts fetch packages before they ask the server.
/// Parties: the operator, whose top-level targets role signs it; a server, which only passes it on; this host.
/// Trust: no publisher may list it, and no server's word stands for it: hosts talk to no address that a server names. A
/// mirror itself is trusted with nothing.
/// Limits: <see cref="MirrorLimits"/>.
/// </summary>
public sealed record FleetMirrors
{
    /// <summary>Name of the target.</summary>
    public const string TargetName = "fleet/mirrors.json";

    /// <summary>Kind of the target in its <c>custom</c>.</summary>
    public const string Kind = "mirrors";

    /// <summary>Version of this content; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Sites; a host is of the first that is for it.</summary>
    public required IReadOnlyList<MirrorSite> Sites { get; init; }

    /// <summary>Reads and checks one.</summary>
    /// <param name="json">The content.</param>
    /// <exception cref="InvalidDataException">It is none; the message says all that is wrong.</exception>
    public static FleetMirrors Parse(ReadOnlySpan<byte> json)
    {
        var mirrors = SignedJson.Parse(json, MirrorsJson.Default.FleetMirrors);
        SignedJson.RequireNone(mirrors.Faults());
        return mirrors;
    }

    /// <summary>The content of the target.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, MirrorsJson.Default.FleetMirrors);

    /// <summary>The mirrors of a host, the preferred one first; none where no site is for it.</summary>
    /// <param name="hostname">Its name.</param>
    public IReadOnlyList<Uri> Of(string hostname) =>
        Sites.FirstOrDefault(site => site.IsFor(hostname)) is { } site ? MirrorAddress.ParseAll(site.Addresses)! : [];

    private IEnumerable<string> Faults()
    {
        if (Schema != 1) yield return $"schema: {Schema} is not known to this version (1 is)";
        if (Sites.Count > MirrorLimits.SitesMax) yield return $"sites: are more than {MirrorLimits.SitesMax}";
        for (var i = 0; i < Sites.Count; i++)
        {
            if (Sites[i] is not { } site)
            {
                yield return $"sites[{i}]: is null";
                continue;
            }
            if (site.Hosts is { Count: 0 or > MirrorLimits.PatternsMax })
                yield return $"sites[{i}].hosts: must be absent or name 1 to {MirrorLimits.PatternsMax}";
            if (site.Hosts?.Any(host => host is not { Length: > 0 and <= 255 }) == true)
                yield return $"sites[{i}].hosts: a pattern has 1 to 255 characters";
            if (MirrorAddress.ParseAll(site.Addresses) is null)
                yield return $"sites[{i}].addresses: must be up to {MirrorLimits.CountMax} https:// or http:// addresses";
        }
    }
}

/// <summary>Hosts with mirrors of their own.</summary>
public sealed record MirrorSite
{
    /// <summary>Names of its hosts, with <c>*</c> and <c>?</c>; null for every host.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>Addresses of its mirrors, the preferred one first; empty for none.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Whether a host is of it.</summary>
    public bool IsFor(string hostname) =>
        Hosts is not { } hosts || hosts.Any(pattern => TufPathPattern.Matches(pattern, hostname));
}
