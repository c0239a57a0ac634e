using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>
/// The cookie of a session. Its prefix makes browsers take it from this host alone, over HTTPS, for every path (RFC 6265bis,
/// section 4.1.3.2); scripts cannot read it, and requests that another site begins do not carry it.
/// </summary>
internal static class SessionCookie
{
    private const string Name = "__Host-aops-session";

    private static readonly CookieOptions Options = new()
    {
        HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true,
    };

    /// <summary>The word of the session; null without a cookie.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Name];

    /// <summary>Gives the cookie; it goes with the browser's session, and is void when the server's ends.</summary>
    public static void Write(HttpResponse response, string word) => response.Cookies.Append(Name, word, Options);

    /// <summary>Takes the cookie back.</summary>
    public static void Remove(HttpResponse response) => response.Cookies.Delete(Name, Options);

    /// <summary>Refuses a request with the cookie that a page of another site began, beside what SameSite does.</summary>
    /// <exception cref="RequestFault">It is one.</exception>
    public static void RefuseOtherSites(HttpRequest request)
    {
        var site = (string?)request.Headers["Sec-Fetch-Site"];
        var origin = (string?)request.Headers.Origin;
        var isForeign = site is not (null or "same-origin" or "none")
            || (origin is not null && origin != $"{request.Scheme}://{request.Host}");
        if (!isForeign) return;
        throw new RequestFault(ProblemKinds.Make(403, "other-site", "The request is of another site",
            "A page of another site has sent this with the cookie of a session. Nothing was changed.",
            "Programs show a key: 'Authorization: Bearer …'."));
    }
}
