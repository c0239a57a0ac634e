using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Aops.Server.SingleSignOn;

/// <summary>What the provider says of itself: its discovery document, and the keys by which it signs.</summary>
internal sealed record ProviderDocument
{
    private const int KeyBitsMin = 2048;

    /// <summary>Where browsers are sent to.</summary>
    public required Uri Authorization { get; init; }

    /// <summary>Where a code becomes a token.</summary>
    public required Uri Token { get; init; }

    /// <summary>Address of the keys.</summary>
    public required Uri Keys { get; init; }

    /// <summary>Whether its answers name the issuer (RFC 9207), so that one without the name is another's.</summary>
    public required bool SendsIssuer { get; init; }

    /// <summary>Whether the client's secret is sent in the form, and not as Basic credentials.</summary>
    public required bool TakesSecretInForm { get; init; }

    /// <summary>The keys by which it signs, RSA of 2,048 bits at least and EC.</summary>
    public IReadOnlyList<SecurityKey> SigningKeys { get; init; } = [];

    /// <summary>When they were read.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Reads a discovery document (OpenID Connect Discovery 1.0, section 3).</summary>
    /// <param name="issuer">Whose it has to be.</param>
    /// <exception cref="SignInFault">It is another's, or lacks a part.</exception>
    public static ProviderDocument Parse(JsonElement json, string issuer)
    {
        if (Text(json, "issuer") is var named && named != issuer)
            throw new SignInFault($"its discovery document is that of the issuer '{named}', and the settings name '{issuer}'");
        var methods = Texts(json, "token_endpoint_auth_methods_supported");
        return new ProviderDocument
        {
            Authorization = Address(json, "authorization_endpoint"),
            Token = Address(json, "token_endpoint"),
            Keys = Address(json, "jwks_uri"),
            SendsIssuer = json.TryGetProperty("authorization_response_iss_parameter_supported", out var flag)
                && flag.ValueKind == JsonValueKind.True,
            TakesSecretInForm = methods.Contains("client_secret_post") && !methods.Contains("client_secret_basic"),
        };
    }

    /// <summary>Reads the keys that may sign (RFC 7517); secrets, keys for encryption and weak ones are left out.</summary>
    /// <exception cref="SignInFault">It is no set of keys.</exception>
    public static IReadOnlyList<SecurityKey> ParseKeys(string json)
    {
        try
        {
            return [.. new JsonWebKeySet(json).Keys.Where(MaySign)];
        }
        catch (ArgumentException)
        {
            throw new SignInFault("its keys are no JSON Web Key Set");
        }
    }

    private static bool MaySign(JsonWebKey key) => key.Use is null or "" or "sig"
        && key.KeyId is { Length: > 0 }
        && key.Kty switch
        {
            JsonWebAlgorithmsKeyTypes.RSA => key.KeySize >= KeyBitsMin,
            JsonWebAlgorithmsKeyTypes.EllipticCurve => key.Crv == JsonWebKeyECTypes.P256,
            _ => false,
        };

    private static Uri Address(JsonElement json, string member) =>
        Uri.TryCreate(Text(json, member), UriKind.Absolute, out var address)
            && address is { Scheme: "https", Fragment: "", UserInfo: "" }
            ? address
            : throw new SignInFault($"{member} of its discovery document is no https:// address");

    private static string? Text(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static List<string?> Texts(JsonElement json, string member) =>
        json.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String)
                .Select(word => word.GetString())]
            : [];
}
