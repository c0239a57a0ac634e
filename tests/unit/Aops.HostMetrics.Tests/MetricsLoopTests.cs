using System.Text.Json;
using Aops.SubAgentSdk;

namespace Aops.HostMetrics.Tests;

/// <summary>The whole on the real /proc.</summary>
public sealed class MetricsLoopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-host-metrics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_WritesAReportOfTheDocumentedShape_AndEndsWhenAsked()
    {
        var path = Path.Combine(_folder, "report.json");
        using var stop = new CancellationTokenSource();
        var loop = new MetricsLoop(
            new MetricsOptions(TimeSpan.FromSeconds(1)), new ReportWriter(path), TimeProvider.System, TextWriter.Null);
        var running = loop.RunAsync(stop.Token);
        while (!File.Exists(path)) await Task.Delay(20, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await running;

        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(path, CancellationToken.None));
        var root = report.RootElement;
        Assert.InRange(root.GetProperty("cpu").GetProperty("usedPercent").GetDouble(), 0, 100);
        Assert.Equal(Environment.ProcessorCount, root.GetProperty("cpu").GetProperty("count").GetInt32());
        Assert.True(root.GetProperty("memory").GetProperty("availableBytes").GetInt64()
            <= root.GetProperty("memory").GetProperty("totalBytes").GetInt64());
        Assert.Contains(root.GetProperty("disks").EnumerateArray(), disk =>
            disk.GetProperty("mount").GetString() == "/" && disk.GetProperty("totalBytes").GetInt64() > 0);
        Assert.All(root.GetProperty("network").EnumerateArray(), network =>
            Assert.True(network.GetProperty("receivedBytesPerSecond").GetDouble() >= 0));
        Assert.Equal(3, root.GetProperty("load").GetArrayLength());
        Assert.Equal(DateTimeOffset.UtcNow, root.GetProperty("at").GetDateTimeOffset(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Run_WithoutAPlaceForTheReport_SaysSoOnceAndGoesOn()
    {
        using var stop = new CancellationTokenSource();
        var log = new StringWriter();
        var loop = new MetricsLoop(
            new MetricsOptions(TimeSpan.FromMilliseconds(20)),
            new ReportWriter(Path.Combine(_folder, "gone", "report.json")), TimeProvider.System, log);
        var running = loop.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(800), CancellationToken.None);
        await stop.CancelAsync();
        await running;
        Assert.Single(log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(null, 10, false)]
    [InlineData("", 10, false)]
    [InlineData("3", 3, false)]
    [InlineData("0", 10, true)]
    [InlineData("61", 10, true)]
    [InlineData("fast", 10, true)]
    public void Options_TakeTheInterval_AndRefuseWhatIsNone(string? text, int seconds, bool isRefused)
    {
        var options = MetricsOptions.Read(_ => text, out var fault);
        Assert.Equal(TimeSpan.FromSeconds(seconds), options.Interval);
        Assert.Equal(isRefused, fault is not null);
    }
}
