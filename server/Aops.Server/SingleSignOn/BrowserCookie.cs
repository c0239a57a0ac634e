using Microsoft.AspNetCore.Http;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// The cookie that binds a sign-in to the browser that has begun it. The provider sends the browser back from another site, so
/// that it is Lax where that of a session is Strict; it is worth nothing by itself.
/// </summary>
internal static class BrowserCookie
{
    private const string Name = "__Host-aops-sign-in";

    private static readonly CookieOptions Options = new()
    {
        HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true,
        MaxAge = PendingSignIns.Lifetime,
    };

    /// <summary>Its word; null without a cookie.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Name];

    /// <summary>Gives it.</summary>
    public static void Write(HttpResponse response, string word) => response.Cookies.Append(Name, word, Options);

    /// <summary>Takes it back.</summary>
    public static void Remove(HttpResponse response) => response.Cookies.Delete(Name, Options);
}
