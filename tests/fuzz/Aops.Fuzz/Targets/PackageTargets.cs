using Aops.Contracts;
using Aops.Fuzz.Corpora;
using Aops.Fuzz.Engine;
using Aops.Releases.Compression;
using Aops.Releases.Deltas;
using Aops.Releases.Packages;

namespace Aops.Fuzz.Targets;

/// <summary>Bytes of packages and deltas.</summary>
internal static class PackageTargets
{
    private static readonly Lazy<SlotImage> Image = new(() =>
    {
        PackageCorpus.WriteSlot(Scratch.At("slot"));
        return SlotImage.TryOpen(Scratch.At("slot"), null) ?? throw new InvalidOperationException("the slot is damaged");
    });

    private static readonly byte[] Buffer = new byte[256 * 1024];

    public static FuzzTarget[] All { get; } =
    [
        new()
        {
            Name = "tar", Kind = InputKind.Tar, Seeds = () => PackageCorpus.Archives, Read = Unpack,
            IsDeclared = e => e is PackageFault,
            Words =
            [
                "ustar", "GNU.sparse.map=1", "path=", "size=-1", "30 mtime=1e400", "99999999999 path=x\n", "../", "/etc/passwd",
                "\0", "77777777777", "-0000000001", "L", "K", "x", "g", "S", "./", "12 path=\u00e9\n",
            ],
        },
        new()
        {
            Name = "zstd", Seeds = () => PackageCorpus.Frames, IsDeclared = e => e is InvalidDataException,
            Read = input => Drain(new ZstdReadStream(new MemoryStream(input), Limits.ZstdWindowLogMax)),
        },
        new()
        {
            Name = "package", Seeds = () => PackageCorpus.Frames, IsDeclared = e => e is PackageFault,
            Read = input => Unpack(new ZstdReadStream(new MemoryStream(input), Limits.ZstdWindowLogMax)),
        },
        new()
        {
            Name = "delta", Seeds = () => PackageCorpus.Deltas, IsDeclared = IsOfTheDelta,
            Read = input => Drain(new DeltaReadStream(new MemoryStream(input), Image.Value)),
            Words = ["AOPSDLT1"],
        },
        new()
        {
            Name = "packed-delta", Seeds = () => [.. PackageCorpus.Deltas.Select(PackageCorpus.Pack)],
            IsDeclared = e => IsOfTheDelta(e) || e is PackageFault,
            Read = input => Drain(new DeltaArchiveStream(new MemoryStream(input), Image.Value, new string('0', 64), null)),
        },
    ];

    private static bool IsOfTheDelta(Exception e) => e is InvalidDataException or EndOfStreamException;

    private static string Unpack(byte[] input) => Unpack(new MemoryStream(input));

    private static string Unpack(Stream archive)
    {
        var folder = Scratch.At("unpacked");
        Directory.CreateDirectory(folder);
        try
        {
            using (archive)
            {
                var manifest = PackageUnpacker.UnpackAsync(archive, folder, _ => { }, CancellationToken.None)
                    .GetAwaiter().GetResult();
                return $"{manifest.Kind} {manifest.Files.Count}";
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The bound is the reader's own; what is beyond it, is not waited for.
    private static string Drain(Stream stream)
    {
        const long outputBytesMax = 64L * 1024 * 1024;
        long sum = 0;
        using (stream)
        {
            int count;
            while (sum < outputBytesMax && (count = stream.ReadAsync(Buffer).AsTask().GetAwaiter().GetResult()) > 0) sum += count;
        }
        return sum > 0 ? "output" : "empty";
    }
}
