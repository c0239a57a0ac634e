namespace Aops.Contracts;

/// <summary>Addresses of mirrors: folders behind https:// or http://, as what comes from them is verified.</summary>
public static class MirrorAddress
{
    private const string Plain = "http";
    private const string Tls = "https";

    /// <summary>Parses addresses with spaces between them.</summary>
    /// <returns>The addresses, each ending with a slash; null if one is none, or they are too many.</returns>
    public static IReadOnlyList<Uri>? ParseList(string text) =>
        ParseAll(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Parses addresses.</summary>
    /// <returns>The addresses, each ending with a slash; null if one is none, or they are too many.</returns>
    public static IReadOnlyList<Uri>? ParseAll(IReadOnlyList<string> texts)
    {
        var addresses = texts.Select(TryParse).OfType<Uri>().ToList();
        return addresses.Count == texts.Count && texts.Count <= MirrorLimits.CountMax ? addresses : null;
    }

    private static Uri? TryParse(string? text) =>
        text is not null && Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri)
        && uri is { Scheme: Tls or Plain, Query: "", Fragment: "", UserInfo: "" }
            ? uri
            : null;
}
