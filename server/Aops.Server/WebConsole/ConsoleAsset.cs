using System.Security.Cryptography;

namespace Aops.Server.WebConsole;

/// <summary>One file of the console, from the program itself.</summary>
internal sealed class ConsoleAsset
{
    public ConsoleAsset(string file, string contentType)
    {
        Content = EmbeddedText.ReadBytes($"console/{file}");
        ContentType = contentType;
        Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content))[..16]}\"";
    }

    public byte[] Content { get; }

    public string ContentType { get; }

    /// <summary>ETag: names the content.</summary>
    public string Tag { get; }
}
