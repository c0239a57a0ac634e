namespace Aops.Server.SingleSignOn;

/// <summary>Paths of the sign-in by the identity provider.</summary>
internal static class ProviderPaths
{
    /// <summary>Where a browser begins.</summary>
    public const string Begin = "/sign-in";

    /// <summary>Where the provider sends it back to.</summary>
    public const string Callback = "/sign-in/callback";

    /// <summary>How people sign in here, for console and programs.</summary>
    public const string Ways = "/api/v1/sign-in";

    /// <summary>Where a program trades the code that a browser brought it for a session.</summary>
    public const string Code = "/api/v1/sessions/code";

    private const int CharsMax = 512;

    /// <summary>
    /// Whether a text is a place in this console: a path without a host, since a browser takes <c>//host</c> and
    /// <c>/\host</c> for another server.
    /// </summary>
    public static bool IsLocal(string path) => path is ['/', ..] and { Length: <= CharsMax }
        && path is not (['/', '/' or '\\', ..])
        && path.All(c => c is > ' ' and < (char)0x7F and not '\\');
}
