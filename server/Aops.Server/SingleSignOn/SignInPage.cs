using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.SingleSignOn;

/// <summary>Pages for people between provider and console: a few sentences, one link, no script.</summary>
internal static class SignInPage
{
    private const string MediaType = "text/html; charset=utf-8";

    // Nothing runs, nothing is loaded, and no other site frames it.
    private const string Policy =
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Whether a request is that of a person before a browser.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type =>
            type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>Asks whether the program on this machine shall be signed in.</summary>
    /// <param name="address">Where the link leads to: the loopback.</param>
    public static Task AskAsync(HttpContext context, string user, string address) => WriteAsync(
        context, 200, "Sign in the command line?",
        [
            $"The program aops on this computer would be signed in as {user}.",
            "Go on only if you have begun this yourself a moment ago, by aops login on this computer.",
        ],
        (address, $"Sign in as {user}"));

    /// <summary>Tells why no session was begun.</summary>
    /// <param name="program">The program that waits for it; null for the browser itself.</param>
    public static Task RefuseAsync(
        HttpContext context, int status, string title, IReadOnlyList<string> sentences, Loopback? program) =>
        WriteAsync(context, status, title, sentences,
            program is null ? ("/", "To the console") : (program.Refusal, "End the sign-in of the command line"));

    private static Task WriteAsync(
        HttpContext context, int status, string title, IReadOnlyList<string> sentences,
        (string Address, string Text) link)
    {
        static string Html(string text) => HtmlEncoder.Default.Encode(text);
        var page = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">")
            .Append("<link rel=\"stylesheet\" href=\"/console.css\">")
            .Append($"<title>{Html(title)}</title></head><body><main><h1>{Html(title)}</h1>");
        foreach (var sentence in sentences) page.Append($"<p>{Html(sentence)}</p>");
        page.Append($"<p><a href=\"{Html(link.Address)}\">{Html(link.Text)}</a></p></main></body></html>\n");
        var bytes = Encoding.UTF8.GetBytes(page.ToString());
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
