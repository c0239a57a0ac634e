using System.Text.Json;
using Aops.Contracts;
using Aops.Server.People;
using Aops.Server.Rights;

namespace Aops.Server.SingleSignOn;

/// <summary>Makes of the claims of a token who it is here, by the settings.</summary>
internal sealed class ClaimMapping(ProviderOptions options)
{
    private readonly ProviderSettings _settings = options.Settings;

    /// <summary>Who it is.</summary>
    /// <exception cref="SignInFault">The claim with the name is missing, or is no name here.</exception>
    public ProviderPerson Map(JsonElement claims)
    {
        var subject = claims.GetProperty("sub").GetString()!;
        return new ProviderPerson
        {
            // An issuer has no blank, so that no subject reads like another issuer's.
            Identity = $"{_settings.Issuer} {subject}",
            Name = NameOf(claims),
            FullName = FullNameOf(claims),
            Grants = _settings.Roles.Count == 0 ? null : GrantsOf(claims),
        };
    }

    private string NameOf(JsonElement claims)
    {
        var text = Values(claims, _settings.NameClaim).FirstOrDefault()
            ?? throw new SignInFault($"its token has no claim {_settings.NameClaim}, which is the name of the user here");
        var name = text.EndsWith(_settings.NameSuffix, StringComparison.OrdinalIgnoreCase)
            ? text[..^_settings.NameSuffix.Length]
            : "";
        return Names.IsValid(name)
            ? name
            : throw new SignInFault(
                $"its claim {_settings.NameClaim} gives no name of a user here: a name has {Names.Rule}" +
                (_settings.NameSuffix.Length == 0 ? "" : $", before {_settings.NameSuffix}"));
    }

    private string FullNameOf(JsonElement claims)
    {
        var text = Values(claims, _settings.FullNameClaim).FirstOrDefault() ?? "";
        text = string.Concat(text.Where(c => !char.IsControl(c)));
        return text.Length <= PeopleLimits.TextCharsMax ? text : text[..PeopleLimits.TextCharsMax];
    }

    private List<Grant> GrantsOf(JsonElement claims) =>
        [
            .. _settings.Roles.Zip(options.Grants)
                .Where(pair => Values(claims, pair.First.Claim).Contains(pair.First.Value, StringComparer.Ordinal))
                .Select(pair => pair.Second).Distinct().Take(PeopleLimits.GrantsMax),
        ];

    private static IEnumerable<string> Values(JsonElement claims, string name)
    {
        if (Find(claims, name) is not { } value) return [];
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Word) : Word(value);
    }

    // Some providers nest: realm_access.roles. A claim whose own name has a dot comes first.
    private static JsonElement? Find(JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object) return null;
        if (claims.TryGetProperty(name, out var value)) return value;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && claims.TryGetProperty(name[..dot], out var outer) ? Find(outer, name[(dot + 1)..]) : null;
    }

    private static IEnumerable<string> Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => [value.GetRawText()],
        _ => [],
    };
}
