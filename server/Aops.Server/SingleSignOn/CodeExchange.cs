using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Aops.Server.SingleSignOn;

/// <summary>Trades the code that a browser brought for the ID token (RFC 6749, section 4.1.3, with PKCE, RFC 7636).</summary>
internal sealed class CodeExchange(ProviderHttp http, ProviderOptions options)
{
    /// <summary>The ID token.</summary>
    /// <param name="verifier">What the challenge of this sign-in was made of.</param>
    /// <exception cref="SignInFault">The provider refuses the code.</exception>
    public async Task<string> TradeAsync(
        ProviderDocument document, string code, string verifier, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = options.CallbackUrl,
            ["code_verifier"] = verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, document.Token);
        if (options.ClientSecret is { } secret && !document.TakesSecretInForm)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{FormText(options.Settings.ClientId)}:{FormText(secret)}")));
        }
        else
        {
            form["client_id"] = options.Settings.ClientId;
            if (options.ClientSecret is { } posted) form["client_secret"] = posted;
        }
        request.Content = new FormUrlEncodedContent(form);
        var (status, text) = await http.SendAsync(request, cancellationToken);
        var answer = ProviderHttp.Parse(text, document.Token);
        if (status == 200 && answer.TryGetProperty("id_token", out var token)
            && token.ValueKind == JsonValueKind.String && token.GetString() is { Length: > 0 } word)
        {
            return word;
        }
        throw new SignInFault(status == 200
            ? "it gives no ID token; is openid one of the scopes?"
            : $"it answers {status} to the code ({ErrorWord.Of(answer)})");
    }

    // RFC 6749, section 2.3.1: both are encoded as in a form before they become credentials.
    private static string FormText(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
