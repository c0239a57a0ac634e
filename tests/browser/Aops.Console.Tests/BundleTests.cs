using System.IO.Compression;
using System.Diagnostics;
using Aops.Console.Tests.Support;
using Aops.TestSupport;

namespace Aops.Console.Tests;

[Collection(ConsoleTests.Name)]
public sealed class BundleTests(ConsoleBench bench)
{
    // What the first page waits for; those of runs and deployments are read after it, and charts come with the pages that have one.
    private const int BundleBytesMax = 80 * 1024;
    private const int RunBytesMax = 24 * 1024;
    private const int ChartBytesMax = 24 * 1024;

    private static readonly string Source = Path.Combine(SourceRoot.Folder, "server/console");

    [Fact]
    public void Bundle_IsSmall()
    {
        var folder = Path.Combine(SourceRoot.Folder, "artifacts/console");
        var files = new[] { "index.html", "console.css", "console.js", "chunk.js", "favicon.svg" };

        var bytes = files.Sum(file => CompressedLength(Path.Combine(folder, file)));

        var runs = CompressedLength(Path.Combine(folder, "pages.js"));
        var chart = CompressedLength(Path.Combine(folder, "plot.js"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{bytes} bytes gzipped, {runs} of runs, and {chart} of charts");
        Assert.InRange(runs, 1, RunBytesMax);
        Assert.InRange(bytes, 1, BundleBytesMax);
        Assert.InRange(chart, 1, ChartBytesMax);
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, br;q=0.5", "br")]
    [InlineData("gzip", null)]
    [InlineData("br;q=0", null)]
    public async Task Files_AreSentCompressedToWhoTakesIt(string accepted, string? encoding)
    {
        using var client = bench.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var answer = await client.SendAsync(request);

        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.FirstOrDefault());
        var plain = encoding is null ? bytes : Decompress(bytes);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(SourceRoot.Folder, "artifacts/console/console.js")), plain);
    }

    [Fact]
    public async Task UnitTests_OfTheSourcePass()
    {
        var (code, output) = await RunAsync("node", "test/run.mjs");

        Assert.True(code == 0, output);
        Assert.Matches("# pass [1-9][0-9]+", output);
    }

    [Fact]
    public async Task Source_IsFormatted()
    {
        var (code, output) = await RunAsync(Path.Combine(Source, "node_modules/.bin/prettier"), "--check", "src", "test", "build.mjs");

        Assert.True(code == 0, output + "\nnode_modules/.bin/prettier --write src test build.mjs in server/console does it");
    }

    private static byte[] Decompress(byte[] bytes)
    {
        var plain = new MemoryStream();
        using var reader = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        reader.CopyTo(plain);
        return plain.ToArray();
    }

    private static long CompressedLength(string file)
    {
        var compressed = new MemoryStream();
        using (var writer = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
            writer.Write(File.ReadAllBytes(file));
        return compressed.Length;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words)
        {
            WorkingDirectory = Source, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
