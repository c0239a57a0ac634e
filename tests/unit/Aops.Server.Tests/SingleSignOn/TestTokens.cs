using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>JSON Web Tokens made by hand, so that wrong ones can be made.</summary>
internal static class TestTokens
{
    /// <summary>Claims of a right token.</summary>
    public static JsonObject Claims(TestProvider provider, string nonce, DateTimeOffset now, string name = "ana") => new()
    {
        ["iss"] = provider.Issuer, ["aud"] = ProviderWorld.ClientId, ["sub"] = $"subject-of-{name}", ["nonce"] = nonce,
        ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        ["preferred_username"] = name, ["name"] = $"{name} of the provider", ["groups"] = new JsonArray("staff"),
    };

    /// <summary>A token by the provider's RSA key.</summary>
    public static string Sign(TestProvider provider, JsonObject claims) => Make(
        Header("RS256", provider.RsaId), claims,
        text => provider.Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>A token by the provider's EC key.</summary>
    public static string SignByEc(TestProvider provider, JsonObject claims) => Make(
        Header("ES256", "ec-1"), claims, text => provider.Ec.SignData(text, HashAlgorithmName.SHA256));

    public static JsonObject Header(string algorithm, string? keyId) => keyId is null
        ? new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" }
        : new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = keyId };

    /// <summary>A token of any parts.</summary>
    public static string Make(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Part(header)}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
