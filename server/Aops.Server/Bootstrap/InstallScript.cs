namespace Aops.Server.Bootstrap;

/// <summary>
/// <c>install.sh</c> with this server's URL, authority and the hashes of the bootstrap programs put in.
/// </summary>
internal static class InstallScript
{
    /// <summary>File name of the bootstrap program for x86-64.</summary>
    public const string BootstrapX64 = "aops-agent-service-linux-amd64";

    /// <summary>File name of the bootstrap program for 64-bit ARM.</summary>
    public const string BootstrapArm64 = "aops-agent-service-linux-arm64";

    private static readonly Lazy<string> Template = new(() => EmbeddedText.Read("install.sh"));

    /// <summary>Composes the script.</summary>
    /// <param name="address">Address of this server for hosts.</param>
    /// <param name="authority">The authority's certificate.</param>
    /// <param name="x64">
    /// SHA-256 of the bootstrap program for x86-64; empty if none is published, which the script then reports.
    /// </param>
    /// <param name="arm64">That of the one for 64-bit ARM.</param>
    public static string Compose(ShellText address, ShellText authority, ShellText x64, ShellText arm64) =>
        Template.Value
            .Replace("@SERVER_URL@", address.Text, StringComparison.Ordinal)
            .Replace("@CA_PEM@", authority.Text, StringComparison.Ordinal)
            .Replace("@SHA256_AMD64@", x64.Text, StringComparison.Ordinal)
            .Replace("@SHA256_ARM64@", arm64.Text, StringComparison.Ordinal);
}
