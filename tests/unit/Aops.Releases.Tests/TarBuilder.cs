using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Releases.Compression;
using Aops.Releases.Packages;

namespace Aops.Releases.Tests;

/// <summary>Writes tar archives by hand, byte for byte, so that they can be as wrong as a test needs.</summary>
internal sealed class TarBuilder
{
    private readonly MemoryStream _tar = new();

    public static ManifestFile File(string path, string content, string mode = "0644") => new()
    {
        Path = path,
        Mode = mode,
        SizeBytes = Encoding.UTF8.GetByteCount(content),
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))),
    };

    public static PackageManifest Manifest(params ManifestFile[] files) => new()
    {
        Kind = PackageKind.Agent,
        Name = "aops-agent",
        Version = "1.0",
        Architecture = PackageKinds.LocalArchitecture,
        Files = files,
    };

    /// <summary>A package that is right: a program, a text and a link.</summary>
    public static byte[] GoodPackage(string text = "text") => new TarBuilder()
        .Manifest(Manifest(File("bin/run", "program", "0755"), File("read me", text),
            new ManifestFile { Path = "bin/link", Link = "../read me" }))
        .Entry("bin/run", "program", mode: "0000755")
        .Entry("read me", text)
        .Entry("bin/link", "", type: '2', link: "../read me")
        .Package();

    public TarBuilder Manifest(PackageManifest manifest) => Entry(PackageManifest.FileName,
        JsonSerializer.Serialize(manifest, ReleasesJson.Default.PackageManifest));

    public TarBuilder Entry(
        string name, string content, char type = '0', string mode = "0000644", string link = "", long? size = null)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var header = new byte[512];
        Put(header, 0, name);
        Put(header, 100, mode);
        Put(header, 108, "0000000");
        Put(header, 116, "0000000");
        Put(header, 124, Convert.ToString(size ?? bytes.Length, 8).PadLeft(11, '0'));
        Put(header, 136, "00000000000");
        Put(header, 148, "        ");
        header[156] = (byte)type;
        Put(header, 157, link);
        Put(header, 257, "ustar");
        Put(header, 263, "00");
        Put(header, 148, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0'));
        header[154] = 0;
        _tar.Write(header);
        _tar.Write(bytes);
        _tar.Write(new byte[(512 - (bytes.Length % 512)) % 512]);
        return this;
    }

    public TarBuilder Raw(byte[] bytes)
    {
        _tar.Write(bytes);
        return this;
    }

    /// <summary>Ends the archive and packs it.</summary>
    public byte[] Package(int windowLog = Limits.ZstdWindowLogMax, byte[]? afterEnd = null)
    {
        var tar = Bytes();
        return Zstd([.. tar, .. afterEnd ?? []], windowLog);
    }

    /// <summary>Ends the archive.</summary>
    public byte[] Bytes()
    {
        Raw(new byte[1024]);
        return _tar.ToArray();
    }

    public static byte[] Zstd(byte[] plain, int windowLog = Limits.ZstdWindowLogMax)
    {
        using var packed = new MemoryStream();
        using (var zstd = new ZstdWriteStream(packed, 3, windowLog))
        {
            zstd.Write(plain);
            zstd.Complete();
        }
        return packed.ToArray();
    }

    private static void Put(byte[] header, int offset, string text) =>
        Encoding.UTF8.GetBytes(text).CopyTo(header, offset);
}
