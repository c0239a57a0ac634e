using System.Text.Json.Serialization;
using Aops.Server.Rights;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// Content of the file that <c>--identity-provider</c> names: the OpenID Connect provider, and what its claims mean here.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProviderSettings
{
    /// <summary>The issuer, letter by letter as the provider's discovery document and its tokens name it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The id under which the provider knows this server.</summary>
    public required string ClientId { get; init; }

    /// <summary>Address of the console as browsers reach it, <c>https://HOST:PORT</c>; the provider sends them back there.</summary>
    public required string ConsoleUrl { get; init; }

    /// <summary>File whose first line is the client's secret; null for a public client.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>Authorities that sign the provider's certificate, in PEM; null for those of the system.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>What people call the provider.</summary>
    public string Name { get; set; } = "single sign-on";

    /// <summary>What is asked for; <c>openid</c> is one of them.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = ["openid", "profile"];

    /// <summary>The claim that is the name of the user here.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>What such a name ends with at the provider and not here, as <c>@example.com</c>; other names are refused.</summary>
    public string NameSuffix { get; set; } = "";

    /// <summary>The claim with what others call the person.</summary>
    public string FullNameClaim { get; set; } = "name";

    /// <summary>Whether a person whom no user here stands for becomes one, with the grants of <see cref="Roles"/>.</summary>
    public bool CreateUsers { get; set; }

    /// <summary>
    /// Grants by claims, given at each sign-in; where there are none, admins grant. A person to whom no rule gives any is refused.
    /// </summary>
    public IReadOnlyList<RoleRule> Roles { get; set; } = [];
}

/// <summary>Who has a claim with a value, or with a list that has it, is granted a role.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RoleRule
{
    /// <summary>Name of the claim; of one within another <c>outer.inner</c>.</summary>
    public required string Claim { get; init; }

    public required string Value { get; init; }

    public required Role Role { get; init; }

    /// <summary>The hosts that the grant is for, with labels written as <c>label.NAME</c>; empty for the whole fleet.</summary>
    public string Scope { get; set; } = "";
}

/// <summary>Reads the file without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProviderSettings))]
internal sealed partial class ProviderSettingsJson : JsonSerializerContext;
