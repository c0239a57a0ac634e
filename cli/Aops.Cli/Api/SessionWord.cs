using System.Net.Http.Headers;

namespace Aops.Cli.Api;

/// <summary>
/// The word of a session, which a context holds in the place of a key after a sign-in. The server takes it as the cookie that a
/// browser would have.
/// </summary>
internal static class SessionWord
{
    private const string Cookie = "__Host-aops-session";
    private const string Prefix = "aops-session-";

    /// <summary>Whether what a context holds is one.</summary>
    public static bool IsOne(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Shows a key or a session with each request.</summary>
    public static void Show(string token, HttpRequestHeaders headers)
    {
        if (IsOne(token)) headers.Add("Cookie", $"{Cookie}={token}");
        else headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The word that an answer gives; null for none.</summary>
    public static string? Read(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Set-Cookie", out var cookies)) return null;
        var word = cookies.Select(cookie => cookie.Split(';')[0].Split('=', 2))
            .FirstOrDefault(pair => pair[0] == Cookie && pair.Length == 2)?[1];
        return word is not null && IsOne(word) ? word : null;
    }
}
