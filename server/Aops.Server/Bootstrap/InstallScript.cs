namespace Aops.Server.Bootstrap;

/// <summary>
/// <c>install.sh</c> with this server's URL, authority and the hash of the bootstrap program put in.
/// </summary>
internal static class InstallScript
{
    /// <summary>File name of the bootstrap program for x86-64.</summary>
    public const string BootstrapX64 = "aops-agent-service-linux-amd64";

    private static readonly Lazy<string> Template = new(() => EmbeddedText.Read("install.sh"));

    /// <summary>Composes the script.</summary>
    /// <param name="address">How hosts reach this server.</param>
    /// <param name="authority">The authority's certificate.</param>
    /// <param name="sha256">SHA-256 of the bootstrap program; empty while none is published: the script then says so.</param>
    public static string Compose(ShellText address, ShellText authority, ShellText sha256) => Template.Value
        .Replace("@SERVER_URL@", address.Text, StringComparison.Ordinal)
        .Replace("@CA_PEM@", authority.Text, StringComparison.Ordinal)
        .Replace("@SHA256_AMD64@", sha256.Text, StringComparison.Ordinal);
}
