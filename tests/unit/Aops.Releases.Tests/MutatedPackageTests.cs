using System.Diagnostics;
using System.Globalization;
using System.Text;
using Aops.Releases.Packages;
using static Aops.Releases.Tests.TarBuilder;

namespace Aops.Releases.Tests;

/// <summary>
/// Packages with bytes that no publisher's tool writes, drawn by a seed: each is accepted or refused by a sentence, and
/// no other exception leaves the unpacker.
/// </summary>
[CollectionDefinition(nameof(MutatedPackageTests), DisableParallelization = true)]
[Collection(nameof(MutatedPackageTests))]
public sealed class MutatedPackageTests
{
    private const int HeaderBytes = 512;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(120);

    private static readonly string[] Keys =
        ["size", "path", "linkpath", "mtime", "atime", "uid", "gid", "uname", "mode", "GNU.sparse.size", "a", ""];

    private static readonly string[] Values =
    [
        "99999999999999999999", "-1", "9223372036854775807", "9223372036854775808", "1e400", "NaN", "1e9", "0x10", "",
        "\0", "\ud800", "../x", "/x", "3.1415926535", "-99999999999999999999.9", "a=b", "\n", "1 2", "manifest.json",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task HeaderBytes_Changed_AreAcceptedOrRefused(int seed)
    {
        var random = new Random(seed);
        var tar = GoodArchive();
        await RunAsync(500, () =>
        {
            var bytes = tar.ToArray();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                // Where the headers of the good archive stand, and anywhere at times.
                var at = random.Next(4) == 0
                    ? random.Next(bytes.Length)
                    : (random.Next(bytes.Length / HeaderBytes) * HeaderBytes) + random.Next(HeaderBytes);
                bytes[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)('0' + random.Next(8)),
                    _ => (byte)(bytes[at] ^ (1 << random.Next(8))),
                };
            }
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            return random.Next(3) == 0 ? bytes : WithChecksums(bytes);
        });
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task PaxRecords_OfAnyContent_AreAcceptedOrRefused(int seed)
    {
        var random = new Random(seed);
        await RunAsync(500, () =>
        {
            var records = new StringBuilder();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var record = $" {Keys[random.Next(Keys.Length)]}={Values[random.Next(Values.Length)]}\n";
                var length = random.Next(5) == 0
                    ? Values[random.Next(Values.Length)]
                    : LengthOf(record).ToString(CultureInfo.InvariantCulture);
                records.Append(length).Append(record);
            }
            var manifest = Manifest(File("a", "x"));
            return new TarBuilder().Manifest(manifest)
                .Entry("pax", records.ToString(), type: random.Next(3) == 0 ? 'g' : 'x')
                .Entry("a", "x").Bytes();
        });
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    public async Task PaxSize_BeyondANumber_IsRefusedBySentence(string size)
    {
        var record = $" size={size}\n";
        var package = new TarBuilder().Manifest(Manifest(File("a", "x")))
            .Entry("pax", $"{LengthOf(record)}{record}", type: 'x').Entry("a", "x").Package();
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(package));
        Assert.Contains(": ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schema":1,"kind":"agent","name":"a","version":"1","architecture":"x64","files":[null]}""")]
    [InlineData("""{"schema":1,"kind":"agent","name":"a","version":"1","architecture":"x64","files":null}""")]
    [InlineData("""{"schema":1,"kind":"agent","name":null,"version":null,"architecture":null,"files":[]}""")]
    [InlineData("""{"schema":1,"kind":"agent","name":"a","version":"1","architecture":"x64","files":[{"path":null}]}""")]
    [InlineData("""{"schema":1,"kind":"agent","name":"\ud800","version":"1","architecture":"x64","files":[]}""")]
    [InlineData("""{"schema":1,"kind":7,"name":"a","version":"1","architecture":"x64","files":[]}""")]
    public async Task Manifest_WithNullsAndNonsense_IsRefusedBySentence(string manifest) =>
        await Assert.ThrowsAsync<InvalidDataException>(
            () => UnpackAsync(new TarBuilder().Entry("manifest.json", manifest).Package()));

    [Theory]
    [InlineData("l", "l", null)]
    [InlineData("d/l", "../d/l", null)]
    [InlineData("l", "m", "l")]
    public async Task Link_ThatNamesItself_IsRefused(string path, string link, string? second)
    {
        var files = new List<ManifestFile> { new() { Path = path, Link = link } };
        if (second is not null) files.Add(new ManifestFile { Path = link, Link = second });
        var tar = new TarBuilder().Manifest(Manifest([.. files]));
        foreach (var file in files) tar.Entry(file.Path, "", type: '2', link: file.Link!);
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(tar.Package()));
        Assert.Contains("is a link to itself", fault.Message, StringComparison.Ordinal);
    }

    private static byte[] GoodArchive() => new TarBuilder()
        .Manifest(Manifest(File("bin/run", "program", "0755"), File("read me", "text"),
            new ManifestFile { Path = "bin/link", Link = "../read me" }))
        .Entry("pax", "12 mtime=12\n", type: 'x')
        .Entry("bin/run", "program", mode: "0000755")
        .Entry("read me", "text")
        .Entry("bin/link", "", type: '2', link: "../read me").Bytes();

    private static async Task RunAsync(int count, Func<byte[]> draw)
    {
        var since = Stopwatch.GetTimestamp();
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var before = GC.GetTotalAllocatedBytes();
            try
            {
                await UnpackAsync(Zstd(draw()));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 256L * 1024 * 1024);
        }
        Assert.InRange(refused, 1, count);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeMax);
    }

    private static async Task UnpackAsync(byte[] package)
    {
        var scratch = Directory.CreateTempSubdirectory("aops-mutated-");
        try
        {
            var file = Path.Combine(scratch.FullName, "package");
            System.IO.File.WriteAllBytes(file, package);
            await PackageInspector.UnpackAsync(file, scratch.CreateSubdirectory("slot").FullName, CancellationToken.None);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    // A header whose checksum is wrong is refused for that alone, so most get the right one.
    private static byte[] WithChecksums(byte[] tar)
    {
        for (var at = 0; at + HeaderBytes <= tar.Length; at += HeaderBytes)
        {
            var header = tar.AsSpan(at, HeaderBytes);
            if (!header[257..262].SequenceEqual("ustar"u8)) continue;
            header.Slice(148, 8).Fill((byte)' ');
            var sum = 0;
            foreach (var b in header) sum += b;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0").CopyTo(header[148..]);
        }
        return tar;
    }

    // The length of a record counts its own digits.
    private static int LengthOf(string record)
    {
        var rest = Encoding.UTF8.GetByteCount(record);
        var length = rest;
        while (length != rest + $"{length}".Length) length = rest + $"{length}".Length;
        return length;
    }
}
