using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Aops.Server.Repository;

/// <summary>A SHA-256: 64 lower-case hexadecimal digits, and nothing else.</summary>
[JsonConverter(typeof(Sha256DigestConverter))]
internal sealed record Sha256Digest
{
    private const int Digits = 64;

    private Sha256Digest(string text) => Text = text;

    /// <summary>The digits.</summary>
    public string Text { get; }

    /// <summary>Reads one.</summary>
    /// <returns>False for any other text.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Sha256Digest? digest)
    {
        digest = text is { Length: Digits } && text.All(char.IsAsciiHexDigitLower) ? new Sha256Digest(text) : null;
        return digest is not null;
    }

    public override string ToString() => Text;
}
