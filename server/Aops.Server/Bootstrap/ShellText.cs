using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Server.Repository;

namespace Aops.Server.Bootstrap;

/// <summary>
/// Text that is literal for a shell in single quotes and in a here-document. It is built only from values
/// with a known character set, so that no input can inject commands into a script.
/// </summary>
internal readonly record struct ShellText
{
    private ShellText(string text) => Text = text;

    /// <summary>The empty text.</summary>
    public static ShellText Empty { get; } = new("");

    /// <summary>The text.</summary>
    public string Text { get; }

    public static ShellText Of(ServerAddress address) => new(address.ToString());

    public static ShellText Of(Sha256Digest digest) => new(digest.Text);

    /// <summary>Certificates as PEM, encoded again from their bytes.</summary>
    public static ShellText Of(X509Certificate2Collection certificates) =>
        new(string.Join('\n', certificates.Select(
            certificate => PemEncoding.WriteString("CERTIFICATE", certificate.RawDataMemory.Span))));
}
