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
    /// <param name="address">Address of this server for hosts.</param>
    /// <param name="authority">The authority's certificate.</param>
    /// <param name="sha256">
    /// SHA-256 of the bootstrap program; empty if none is published, which the script then reports.
    /// </param>
    public static string Compose(ShellText address, ShellText authority, ShellText sha256) => Template.Value
        .Replace("@SERVER_URL@", address.Text, StringComparison.Ordinal)
        .Replace("@CA_PEM@", authority.Text, StringComparison.Ordinal)
        .Replace("@SHA256_AMD64@", sha256.Text, StringComparison.Ordinal);
}
