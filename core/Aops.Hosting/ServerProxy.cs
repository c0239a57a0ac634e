using System.Net;

namespace Aops.Hosting;

/// <summary>
/// The proxy to the server by the setting <c>proxy</c>. The setting is read at each connection, so that an edit of
/// conf.yml takes effect with the next one.
/// </summary>
/// <param name="setting">Returns the current setting.</param>
public sealed class ServerProxy(Func<string> setting) : IWebProxy, ICredentials
{
    /// <summary>
    /// The value that selects HTTPS_PROXY and NO_PROXY of the environment, interpreted as curl does.
    /// </summary>
    public const string FromEnvironment = "environment";

    /// <summary>The value for no proxy, whatever the environment says.</summary>
    public const string None = "none";

    /// <summary>This object, which supplies the user and the password of the proxy's address.</summary>
    public ICredentials? Credentials
    {
        get => setting() == FromEnvironment ? HttpClient.DefaultProxy.Credentials : this;
        set => throw new NotSupportedException("the address of the proxy holds its user and password");
    }

    /// <summary>Whether a text is a valid value of the setting.</summary>
    /// <param name="text">For instance <c>http://proxy.example:3128</c>.</param>
    public static bool IsValid(string text) =>
        text is FromEnvironment or None
        || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
            && uri.AbsolutePath == "/" && uri.Query.Length == 0);

    /// <summary>
    /// The proxy that this process's environment selects for a server; null for a direct connection.
    /// </summary>
    public static Uri? OfEnvironment(Uri server) =>
        NoProxyRange.OfEnvironmentCovers(server) || HttpClient.DefaultProxy.IsBypassed(server)
            ? null
            : HttpClient.DefaultProxy.GetProxy(server);

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => setting() switch
    {
        None => null,
        FromEnvironment => OfEnvironment(destination),
        var address => new Uri(address),
    };

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <inheritdoc/>
    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        var address = setting();
        if (address is FromEnvironment or None) return null;
        if (new Uri(address).UserInfo is not { Length: > 0 } user) return null;
        var parts = user.Split(':', 2);
        return new(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
