using System.Diagnostics;
using Aops.Contracts;
using Aops.Releases.Compression;

namespace Aops.Releases.Tests;

/// <summary>
/// The frames of this suite and those of the <c>zstd</c> tool, which is libzstd's: each reads the other's, so hosts take
/// packages and deltas that were made by libzstd, and anybody can look into ours.
/// </summary>
public sealed class ZstdToolTests : IDisposable
{
    private const string Tool = "/usr/bin/zstd";
    private const string NoTool = "the zstd tool is not installed (apt-get install zstd, dnf install zstd)";

    private readonly string _folder = Directory.CreateTempSubdirectory("aops-zstd").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static async Task RunAsync(params string[] arguments)
    {
        using var tool = Process.Start(new ProcessStartInfo(Tool, arguments) { RedirectStandardError = true })!;
        var error = await tool.StandardError.ReadToEndAsync(CancellationToken.None);
        await tool.WaitForExitAsync(CancellationToken.None);
        Assert.True(tool.ExitCode == 0, $"zstd {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>Programs: this test's own assemblies, one after another.</summary>
    private static byte[] Content() => [.. Directory.GetFiles(AppContext.BaseDirectory, "Aops.*.dll")
        .Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];

    [Theory]
    [InlineData(1, 20)]
    [InlineData(19, Limits.ZstdWindowLogMax)]
    public async Task Tool_ReadsOurFrames(int level, int windowLog)
    {
        Assert.SkipUnless(File.Exists(Tool), NoTool);
        var plain = Content();
        await using (var file = File.Create(PathOf("a.zst")))
        await using (var zstd = new ZstdWriteStream(file, level, windowLog))
        {
            zstd.Write(plain);
            zstd.Complete();
        }

        await RunAsync("-q", "-d", "--memory=8MB", PathOf("a.zst"), "-o", PathOf("a"));

        Assert.Equal(plain, await File.ReadAllBytesAsync(PathOf("a"), CancellationToken.None));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-19")]
    [InlineData("-3", "--no-check")]
    [InlineData("-3", "--no-content-size")]
    [InlineData("-5", "-T2")]
    [InlineData("--ultra", "-22", "--zstd=wlog=23")]
    [InlineData("--fast=5")]
    public async Task Reads_TheToolsFrames(params string[] options)
    {
        Assert.SkipUnless(File.Exists(Tool), NoTool);
        var plain = Content();
        await File.WriteAllBytesAsync(PathOf("a"), plain, CancellationToken.None);
        await RunAsync([.. options, "-q", PathOf("a"), "-o", PathOf("a.zst")]);

        using var output = new MemoryStream();
        await using var file = File.OpenRead(PathOf("a.zst"));
        await using var zstd = new ZstdReadStream(file, Limits.ZstdWindowLogMax);
        await zstd.CopyToAsync(output, CancellationToken.None);

        Assert.Equal(plain, output.ToArray());
    }

    [Fact]
    public async Task Refuses_TheToolsLongWindow()
    {
        Assert.SkipUnless(File.Exists(Tool), NoTool);
        await File.WriteAllBytesAsync(PathOf("a"), new byte[20_000_000], CancellationToken.None);
        await RunAsync("-q", "-3", "--long=24", "--no-content-size", PathOf("a"), "-o", PathOf("a.zst"));

        await using var file = File.OpenRead(PathOf("a.zst"));
        await using var zstd = new ZstdReadStream(file, Limits.ZstdWindowLogMax);
        await Assert.ThrowsAsync<InvalidDataException>(() => zstd.CopyToAsync(Stream.Null, CancellationToken.None));
    }
}
