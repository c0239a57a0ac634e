using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Aops.Native.Crypto;

namespace Aops.Hosting;

/// <summary>
/// HTTP to the server. Trust: only certificates for the requested host that the pinned authority
/// (<c>etc/aops/trust/ca.pem</c>) issued; the system's authorities count only if none is pinned.
/// </summary>
public static class PinnedHttp
{
    /// <summary>Makes a handler.</summary>
    /// <param name="authority">The pinned authorities; null or empty for the system's.</param>
    /// <param name="proxy">The proxy to the server.</param>
    /// <exception cref="InvalidDataException">OpenSSL cannot be used on this host.</exception>
    public static SocketsHttpHandler CreateHandler(X509Certificate2Collection? authority, ServerProxy proxy)
    {
        RequireOpenSsl("no connection can be made");
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 4,
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
            Proxy = proxy,
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13 },
        };
        if (authority is { Count: > 0 })
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(authority);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        return handler;
    }

    /// <summary>Reads the pinned authorities.</summary>
    /// <param name="path">A PEM file.</param>
    /// <returns>The authorities; null if there is no such file.</returns>
    /// <exception cref="InvalidDataException">
    /// The file contains no certificate, or OpenSSL cannot be used on this host.
    /// </exception>
    public static X509Certificate2Collection? ReadAuthority(string path)
    {
        if (!File.Exists(path)) return null;
        return ParseAuthority(File.ReadAllText(path), path);
    }

    /// <summary>Parses authorities.</summary>
    /// <param name="pem">Certificates in PEM.</param>
    /// <param name="source">Where the text comes from, for the error message.</param>
    /// <exception cref="InvalidDataException">
    /// The text contains no certificate, or one that cannot be parsed, or OpenSSL cannot be used on this host.
    /// </exception>
    public static X509Certificate2Collection ParseAuthority(string pem, string source)
    {
        RequireOpenSsl($"{source} cannot be read");
        var authority = new X509Certificate2Collection();
        try
        {
            authority.ImportFromPem(pem);
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            throw new InvalidDataException($"{source} holds no certificate in PEM", e);
        }
        return authority.Count > 0
            ? authority
            : throw new InvalidDataException($"{source} holds no certificate in PEM");
    }

    /// <summary>Explains in one sentence why a request failed.</summary>
    /// <param name="setting">The setting <c>proxy</c> that the request used.</param>
    public static string Explain(HttpRequestException error, Uri server, string setting)
    {
        var root = error.GetBaseException().Message;
        if (new ServerProxy(() => setting).GetProxy(server) is { } proxy)
        {
            // With a proxy, only the proxy resolves the server's name.
            var name = $"the proxy {proxy.Scheme}://{proxy.Authority}";
            var source = setting == ServerProxy.FromEnvironment ? "HTTPS_PROXY or ALL_PROXY of the environment" : "the setting 'proxy'";
            switch (error.HttpRequestError)
            {
                case HttpRequestError.NameResolutionError:
                    return $"the name of {name} to {server} cannot be resolved ({root}); {source} names it";
                case HttpRequestError.ConnectionError:
                    return $"{name} to {server} cannot be reached ({root}); {source} names it";
                case HttpRequestError.ProxyTunnelError or HttpRequestError.UserAuthenticationError:
                    return $"{name} does not let this host through to {server} ({root}); {source} names it";
                case HttpRequestError.SecureConnectionError:
                    break;
                default:
                    return $"the request to {server} through {name} failed ({root})";
            }
        }
        return error.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError =>
                $"{server} shows a certificate that is not accepted: {CertificateFault.Explain(error)}",
            HttpRequestError.NameResolutionError => $"the name of {server} cannot be resolved ({root})",
            HttpRequestError.ConnectionError => $"{server} cannot be reached ({root})",
            _ => $"the request to {server} failed ({root})",
        };
    }

    // .NET ends the process where it meets an OpenSSL that cannot be used.
    private static void RequireOpenSsl(string consequence)
    {
        if (OpenSsl.FindFault() is { } fault) throw new InvalidDataException($"{consequence}: {fault}");
    }
}
