using System.Buffers.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// Checks an ID token (OpenID Connect Core 1.0, section 3.1.3.7). Parties: the provider signs, a browser that is not trusted brings the
/// code, the token comes over TLS from the provider itself; its signature is checked all the same. Accepted are RS256 and ES256 by a
/// key that the provider publishes under the id which the token names: never <c>none</c>, never a secret, so that no public key is
/// taken for one. Issuer, audience, lifetime and nonce have to be those of this sign-in.
/// </summary>
internal sealed class IdTokenCheck(ProviderDocuments documents, string issuer, string clientId, TimeProvider clock)
{
    private const int TokenBytesMax = 64 * 1024;
    private const int SubjectCharsMax = 255;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler = new()
    {
        MapInboundClaims = false, MaximumTokenSizeInBytes = TokenBytesMax,
    };

    /// <summary>The claims of a token.</summary>
    /// <param name="nonce">The nonce of this sign-in.</param>
    /// <exception cref="SignInFault">It is not accepted.</exception>
    public async Task<JsonElement> ReadAsync(string token, string nonce, CancellationToken cancellationToken)
    {
        var keyId = KeyIdOf(token);
        var document = await documents.FindAsync(keyId, cancellationToken);
        var result = await _handler.ValidateTokenAsync(token, Parameters(document));
        if (!result.IsValid) throw new SignInFault($"its token is not accepted: {Why(result.Exception)}", result.Exception);
        var claims = Claims((JsonWebToken)result.SecurityToken);
        CheckClaims(claims, nonce);
        return claims;
    }

    private TokenValidationParameters Parameters(ProviderDocument document) => new()
    {
        ValidIssuer = issuer,
        ValidAudience = clientId,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
        IssuerSigningKeys = document.SigningKeys,
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        ValidateIssuerSigningKey = true,
        // An access token of the same provider is none, whatever its audience is (RFC 9068, section 2.1).
        TypeValidator = static (type, _, _) =>
            string.IsNullOrEmpty(type) || type.Equals("JWT", StringComparison.OrdinalIgnoreCase)
                ? "JWT"
                : throw new SecurityTokenInvalidTypeException(),
        LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires),
    };

    private bool IsNow(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires > now - Skew && (notBefore is not { } begin || begin <= now + Skew);
    }

    private string KeyIdOf(string token)
    {
        try
        {
            return token.Length <= TokenBytesMax && _handler.ReadJsonWebToken(token).Kid is { Length: > 0 } id
                ? id
                : throw new SignInFault("its token names no key");
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            throw new SignInFault("its token is no JSON Web Token", e);
        }
    }

    private void CheckClaims(JsonElement claims, string nonce)
    {
        if (TextOf(claims, "sub") is not { Length: > 0 and <= SubjectCharsMax })
            throw new SignInFault("its token names no subject");
        // A nonce of another sign-in: the token was obtained elsewhere, and is played in here.
        if (TextOf(claims, "nonce") != nonce) throw new SignInFault("its token is of another sign-in");
        if (!claims.TryGetProperty("iat", out var issued) || !issued.TryGetDouble(out var at)
            || at > (clock.GetUtcNow() + Skew).ToUnixTimeSeconds())
        {
            throw new SignInFault("its token does not tell when it was made, or a time to come");
        }
        var isForSeveral = claims.TryGetProperty("aud", out var audience)
            && audience.ValueKind == JsonValueKind.Array && audience.GetArrayLength() > 1;
        var party = TextOf(claims, "azp");
        if (party is null ? isForSeveral : party != clientId) throw new SignInFault("its token was made for another client");
    }

    private static JsonElement Claims(JsonWebToken token)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(token.EncodedPayload));
        return document.RootElement.Clone();
    }

    private static string? TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Why(Exception? fault) => fault switch
    {
        SecurityTokenSignatureKeyNotFoundException => "the provider publishes no key under the id that it names",
        SecurityTokenInvalidAlgorithmException => "it is not signed by RS256 or ES256",
        SecurityTokenInvalidSignatureException => "its signature is wrong, or there is none",
        SecurityTokenInvalidAudienceException => "it is for another client",
        SecurityTokenInvalidIssuerException => "another issuer made it",
        SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException =>
            "its time is over or has not begun; compare the clocks of both servers",
        SecurityTokenInvalidTypeException => "it is no ID token",
        _ => "it is not well-formed",
    };
}
