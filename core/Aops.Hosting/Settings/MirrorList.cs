using Aops.Contracts;

namespace Aops.Hosting.Settings;

/// <summary>The setting <c>mirrors</c>: addresses that have a copy of the repository, the preferred one first.</summary>
public static class MirrorList
{
    /// <summary>Parses the setting.</summary>
    /// <param name="text">Addresses with spaces between them; empty for none.</param>
    /// <param name="mayBePlain">
    /// Whether http:// is allowed: what comes is verified, but who listens sees what a host fetches, and a server shall not
    /// make hosts talk to whatever answers plain requests in their networks.
    /// </param>
    /// <returns>The addresses, each ending with a slash; null if one is none.</returns>
    public static IReadOnlyList<Uri>? TryParse(string text, bool mayBePlain)
    {
        var addresses = new List<Uri>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var folder = word.EndsWith('/') ? word : word + "/";
            if (!Uri.TryCreate(folder, UriKind.Absolute, out var uri) || !IsFolder(uri, mayBePlain)) return null;
            addresses.Add(uri);
        }
        return addresses.Count <= MirrorLimits.CountMax ? addresses : null;
    }

    private static bool IsFolder(Uri uri, bool mayBePlain) =>
        (uri.Scheme == Uri.UriSchemeHttps || (mayBePlain && uri.Scheme == Uri.UriSchemeHttp))
        && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;
}
