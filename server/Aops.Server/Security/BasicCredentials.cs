using System.Text;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>A name and a password of the header <c>Authorization: Basic</c> (RFC 7617, in UTF-8).</summary>
internal sealed record BasicCredentials(string Name, string Password)
{
    private const string Scheme = "Basic ";
    private const int CharsMax = 2048;

    /// <summary>What a request shows; null where it shows none, or it is not well-formed.</summary>
    public static BasicCredentials? Read(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        if (header is not { Length: <= CharsMax } || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[CharsMax];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 ? null : new BasicCredentials(text[..colon], text[(colon + 1)..]);
    }
}
