using System.Net;

namespace Aops.Server.CommandLine;

/// <summary>Reads <c>ADDRESS:PORT</c>.</summary>
internal static class ListenAddress
{
    /// <summary>The accepted forms, for messages.</summary>
    public const string Forms = "127.0.0.1:7443, [::1]:7443, localhost:0, 0.0.0.0:7443";

    /// <summary>Parses an address; host names other than localhost are not resolved.</summary>
    /// <returns>The endpoint, or null.</returns>
    public static IPEndPoint? Parse(string text)
    {
        if (text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase))
            text = "127.0.0.1" + text["localhost".Length..];
        // A colon is required: "127.0.0.1" alone would silently mean port 0.
        return text.LastIndexOf(':') > text.LastIndexOf(']') && IPEndPoint.TryParse(text, out var endpoint)
            && (text[0] == '[' || text.Count(letter => letter == ':') == 1)
                ? endpoint
                : null;
    }
}
