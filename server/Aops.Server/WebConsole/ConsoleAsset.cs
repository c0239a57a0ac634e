using System.IO.Compression;
using System.Security.Cryptography;

namespace Aops.Server.WebConsole;

/// <summary>One file of the console, from the program itself, which holds it compressed by Brotli.</summary>
internal sealed class ConsoleAsset
{
    private readonly Lazy<byte[]> _plain;

    public ConsoleAsset(string file, string contentType)
    {
        Compressed = EmbeddedText.ReadBytes($"console/{file}.br");
        ContentType = contentType;
        Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Compressed))[..16]}\"";
        _plain = new Lazy<byte[]>(Decompress);
    }

    /// <summary>What a client gets that takes <c>br</c>: every browser over TLS does.</summary>
    public byte[] Compressed { get; }

    /// <summary>What any other client gets; decompressed with the first one.</summary>
    public byte[] Plain => _plain.Value;

    public string ContentType { get; }

    /// <summary>ETag: names the content.</summary>
    public string Tag { get; }

    private byte[] Decompress()
    {
        using var reader = new BrotliStream(new MemoryStream(Compressed), CompressionMode.Decompress);
        var plain = new MemoryStream();
        reader.CopyTo(plain);
        return plain.ToArray();
    }
}
