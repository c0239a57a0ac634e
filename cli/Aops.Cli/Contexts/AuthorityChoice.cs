using System.Security.Cryptography;
using Aops.Cli.Faults;
using Aops.Hosting;
using Aops.Native.Files;

namespace Aops.Cli.Contexts;

/// <summary>
/// The authority that a context pins: from a file, or fetched from the server over a connection that is not verified, where its
/// fingerprint proves that it was not replaced on the way.
/// </summary>
internal static class AuthorityChoice
{
    private const int PemBytesMax = 64 * 1024;

    /// <summary>Reads the authority from a file.</summary>
    /// <exception cref="CliException">It is not there, or holds no certificate.</exception>
    public static string OfFile(string file)
    {
        try
        {
            var pem = File.ReadAllText(file);
            _ = Sha256Of(pem, file);
            return pem;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.NotFound, $"--ca: {file} cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Fetches the authority and compares its fingerprint.</summary>
    /// <exception cref="CliException">The server cannot be reached, or has another authority.</exception>
    public static async Task<string> FetchAsync(Uri server, string fingerprint, CancellationToken cancellationToken)
    {
        var digits = fingerprint.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length != SHA256.HashSizeInBytes * 2 || !digits.All(char.IsAsciiHexDigit))
            throw CliException.Usage($"--ca-sha256: '{fingerprint}' is no SHA-256 of a certificate (64 hexadecimal digits)");
        var pem = await DownloadAsync(server, cancellationToken);
        return Sha256Of(pem, $"{server}ca.pem").Equals(digits, StringComparison.OrdinalIgnoreCase)
            ? pem
            : throw new CliException(CliExitCodes.Authentication,
                $"{server} has another authority than --ca-sha256 names: a third party is in between, or it is another server",
                "compare with what aops-server printed at its start; the token was not sent");
    }

    /// <summary>SHA-256 of the first authority of a text, in lower-case hexadecimal.</summary>
    /// <exception cref="CliException">The text holds no certificate.</exception>
    public static string Sha256Of(string pem, string source)
    {
        try
        {
            var authority = PinnedHttp.ParseAuthority(pem, source);
            return Convert.ToHexStringLower(authority[0].GetCertHash(HashAlgorithmName.SHA256));
        }
        catch (InvalidDataException e)
        {
            throw new CliException(CliExitCodes.Error, $"{source} holds no certificate in PEM; is it an aops server?", inner: e);
        }
    }

    private static async Task<string> DownloadAsync(Uri server, CancellationToken cancellationToken)
    {
        using var handler = ServerHttp.CreateHandler(authority: null);
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        using var http = new HttpClient(handler)
        {
            MaxResponseContentBufferSize = PemBytesMax, Timeout = TimeSpan.FromSeconds(15),
        };
        try
        {
            return await http.GetStringAsync(new Uri(server, "ca.pem"), cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new CliException(CliExitCodes.Error, ServerHttp.Explain(e, server), inner: e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(CliExitCodes.Error, $"{server} does not answer within 15 s", inner: e);
        }
    }
}
