using System.Text.RegularExpressions;
using Aops.Server.Problems;

namespace Aops.Server.Bootstrap;

/// <summary>
/// <c>install.sh</c> with this server's URL, authority and the hash of the bootstrap program put in. All three are
/// checked for characters that a shell would understand otherwise.
/// </summary>
internal static partial class InstallScript
{
    /// <summary>File name of the bootstrap program for x86-64.</summary>
    public const string BootstrapX64 = "aops-agent-service-linux-amd64";

    private static readonly Lazy<string> Template = new(() => EmbeddedText.Read("install.sh"));

    /// <summary>Composes the script.</summary>
    /// <param name="url">How hosts reach this server.</param>
    /// <param name="caPem">The authority's certificate.</param>
    /// <param name="sha256">SHA-256 of the bootstrap program; null while none is published: the script then says so.</param>
    public static string Compose(Uri url, string caPem, string? sha256)
    {
        var address = url.GetLeftPart(UriPartial.Authority);
        if (!PlainUrl().IsMatch(address))
            throw new RequestFault(ProblemKinds.BadQuery("The Host header is not a plain host name and port."));
        return Template.Value
            .Replace("@SERVER_URL@", address, StringComparison.Ordinal)
            .Replace("@CA_PEM@", caPem.Trim(), StringComparison.Ordinal)
            .Replace("@SHA256_AMD64@", sha256 ?? "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\Ahttps://[A-Za-z0-9.:\[\]-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainUrl();
}
