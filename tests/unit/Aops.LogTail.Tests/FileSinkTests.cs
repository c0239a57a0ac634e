using Aops.LogTail.Settings;
using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;
using Aops.LogTail.Tests.Support;

namespace Aops.LogTail.Tests;

/// <summary>The file of JSON lines.</summary>
public sealed class FileSinkTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Batches_AreAppended_BelowTheNameOfTheStream()
    {
        using var sink = Open();
        await SendAsync(sink, 1, 2);
        await SendAsync(sink, 3, 1);
        Assert.Equal(["{\"stream\":\"s\"}", "{\"seq\":1}", "{\"seq\":2}", "{\"seq\":3}"], Lines());
    }

    [Fact]
    public async Task Killed_KnowsItsLastLine_AndCutsTheRestOfABrokenWrite()
    {
        using (var sink = Open()) await SendAsync(sink, 1, 2);
        await File.AppendAllTextAsync(_folder["out/log"], "{\"seq\":3", TestContext.Current.CancellationToken);
        using var again = Open();
        Assert.Equal(2, again.FindLast("s"));
        Assert.Equal(0, again.FindLast("another"));
        await SendAsync(again, 3, 1);
        Assert.Equal("{\"seq\":3}", Lines()[^1]);
    }

    [Fact]
    public async Task Grown_IsRotated_AndTheOldestGoes()
    {
        using var sink = Open(bytesMax: 60, filesMax: 3);
        for (var seq = 1; seq <= 12; seq++) await SendAsync(sink, seq, 1);
        Assert.Equal(["log", "log.1", "log.2"], Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(_folder["out"]), file => Assert.InRange(new FileInfo(file).Length, 1, 60));
        Assert.Equal("{\"seq\":12}", Lines()[^1]);
        Assert.Equal(12, sink.FindLast("s"));
        // Killed after the rotation and before the first batch of the new file.
        File.Delete(_folder["out/log"]);
        Assert.True(sink.FindLast("s") > 0);
    }

    [Fact]
    public async Task AnotherStream_BeginsAnotherFile()
    {
        using (var sink = Open()) await SendAsync(sink, 1, 1);
        using var next = Open();
        Assert.IsType<SinkOutcome.Sent>(await next.SendAsync(
            new SpoolBatch("t", 1, 1, "{\"seq\":1}\n"u8.ToArray(), default), CancellationToken.None));
        Assert.Equal("{\"stream\":\"t\"}", Lines()[0]);
        Assert.True(File.Exists(_folder["out/log.1"]));
    }

    [Fact]
    public async Task FullDisk_IsAFailure_AndTheNextTrySucceeds()
    {
        // A file in the place of the folder fails as a full disk does: by an exception of the write.
        await File.WriteAllTextAsync(_folder["out"], "", TestContext.Current.CancellationToken);
        using var sink = Open();
        Assert.IsType<SinkOutcome.Failed>(await TrySendAsync(sink, 1, 1));
        File.Delete(_folder["out"]);
        await SendAsync(sink, 1, 1);
        Assert.Equal("{\"seq\":1}", Lines()[^1]);
    }

    private FileSink Open(long bytesMax = 1_000_000, int filesMax = 5) =>
        new(new FileSinkSettings(_folder["out/log"], bytesMax, filesMax, Syncs: true));

    private static async Task SendAsync(FileSink sink, long first, int lines) =>
        Assert.IsType<SinkOutcome.Sent>(await TrySendAsync(sink, first, lines));

    private static Task<SinkOutcome> TrySendAsync(FileSink sink, long first, int lines) =>
        sink.SendAsync(new SpoolBatch("s", first, lines, System.Text.Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, lines).Select(i => $"{{\"seq\":{first + i}}}\n"))), default), CancellationToken.None);

    private string[] Lines() => File.ReadAllLines(_folder["out/log"]);
}
