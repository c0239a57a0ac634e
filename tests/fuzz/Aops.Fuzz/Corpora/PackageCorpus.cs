using System.Buffers.Binary;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Releases;
using Aops.Releases.Compression;
using Aops.Releases.Deltas;
using Aops.Releases.Packages;

namespace Aops.Fuzz.Corpora;

/// <summary>Valid packages, and deltas to a slot of three files.</summary>
internal static class PackageCorpus
{
    private const string Program = "#!/bin/sh\necho a program\n";
    private const string Note = "read me";

    private static readonly PackageManifest Manifest = new()
    {
        Kind = PackageKind.Agent, Name = "aops-agent", Version = "1.0", Architecture = PackageKinds.LocalArchitecture,
        Files =
        [
            Describe("bin/run", Program, "0755"), Describe("note", Note, "0644"), Describe("empty", "", "0644"),
            new ManifestFile { Path = "bin/link", Link = "../note" },
        ],
    };

    public static byte[] ManifestBytes { get; } =
        JsonSerializer.SerializeToUtf8Bytes(Manifest, ReleasesJson.Default.PackageManifest);

    public static IReadOnlyList<byte[]> Manifests { get; } =
    [
        ManifestBytes,
        JsonSerializer.SerializeToUtf8Bytes(Manifest with { Files = [], BuildId = new string('a', 32) },
            ReleasesJson.Default.PackageManifest),
    ];

    public static IReadOnlyList<byte[]> Archives { get; } =
        [Archive(TarEntryFormat.Ustar), Archive(TarEntryFormat.Pax), Archive(TarEntryFormat.Gnu), Archive(TarEntryFormat.V7)];

    public static IReadOnlyList<byte[]> Frames { get; } =
    [
        .. Archives.Select(Pack), Pack([]), Pack(new byte[100_000]), Pack(RandomNumberGenerator.GetBytes(3000)),
        Pack(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i % 37} of a text\n")))),
    ];

    /// <summary>Deltas: what is copied with differences, what is new, and steps back in the base.</summary>
    public static IReadOnlyList<byte[]> Deltas { get; } =
    [
        Delta(([10, 5, -4], 10, 5), ([3, 0, 0], 3, 0)), Delta(([0, 40, 0], 0, 40)), Delta(([20, 0, -20, 20, 7, 3], 40, 7)), Delta(),
    ];

    /// <summary>Writes the slot that the deltas start from.</summary>
    public static void WriteSlot(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        File.WriteAllBytes(Path.Combine(folder, PackageManifest.FileName), ManifestBytes);
        File.WriteAllText(Path.Combine(folder, "bin/run"), Program);
        File.WriteAllText(Path.Combine(folder, "note"), Note);
        File.WriteAllText(Path.Combine(folder, "empty"), "");
    }

    /// <summary>Packs by zstd.</summary>
    public static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var zstd = new ZstdWriteStream(packed, 3, Limits.ZstdWindowLogMax))
        {
            zstd.Write(plain);
            zstd.Complete();
        }
        return packed.ToArray();
    }

    private static ManifestFile Describe(string path, string content, string mode) => new()
    {
        Path = path, Mode = mode, SizeBytes = content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))),
    };

    private static byte[] Archive(TarEntryFormat format)
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, format, leaveOpen: true))
        {
            Add(tar, format, PackageManifest.FileName, ManifestBytes, "0644");
            Add(tar, format, "bin/run", Encoding.UTF8.GetBytes(Program), "0755");
            Add(tar, format, "note", Encoding.UTF8.GetBytes(Note), "0644");
            Add(tar, format, "empty", [], "0644");
            var link = Entry(format, TarEntryType.SymbolicLink, "bin/link");
            link.LinkName = "../note";
            tar.WriteEntry(link);
        }
        return archive.ToArray();
    }

    private static void Add(TarWriter tar, TarEntryFormat format, string name, byte[] content, string mode)
    {
        var type = format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile;
        var entry = Entry(format, type, name);
        entry.Mode = (UnixFileMode)Convert.ToInt32(mode, 8);
        entry.DataStream = new MemoryStream(content);
        tar.WriteEntry(entry);
    }

    private static TarEntry Entry(TarEntryFormat format, TarEntryType type, string name) => format switch
    {
        TarEntryFormat.V7 => new V7TarEntry(type, name),
        TarEntryFormat.Pax => new PaxTarEntry(type, name, new Dictionary<string, string> { ["comment"] = "é" }),
        TarEntryFormat.Gnu => new GnuTarEntry(type, name),
        _ => new UstarTarEntry(type, name),
    };

    private static byte[] Delta(params (long[] Numbers, int Differences, int Literals)[] blocks)
    {
        var delta = new List<byte>([.. DeltaFormat.Magic]);
        foreach (var (numbers, differences, literals) in blocks)
        {
            var controls = new List<byte>();
            for (var i = 0; i < numbers.Length; i++)
            {
                if (i % 3 == 2) Leb128.WriteSigned(controls, numbers[i]);
                else Leb128.Write(controls, numbers[i]);
            }
            delta.AddRange(Header(controls.Count, differences, literals));
            delta.AddRange([.. controls, .. new byte[differences + literals]]);
        }
        delta.AddRange(Header(0, 0, 0));
        return [.. delta];
    }

    private static byte[] Header(int controls, int differences, int literals)
    {
        var header = new byte[DeltaFormat.BlockHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, controls);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), differences);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), literals);
        return header;
    }
}
