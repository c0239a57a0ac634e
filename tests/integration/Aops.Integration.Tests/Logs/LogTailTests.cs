using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Logs;

/// <summary>
/// log-tail as hosts run it: the native program, started by a real aops-spm, with logs that rotate, a receiver that goes
/// away, and SIGKILLs in between. Each line has a number; each number is accounted for.
/// </summary>
public sealed class LogTailTests() : OwnFleetTest("logtail")
{
    private const string Name = "log-tail";
    private const string Whole = "1.0.0";
    private const string SmallSpool = "1.0.1";
    private const string OfJournal = "1.0.2";
    private const int LinesPerSecond = 10_000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly int _port = FreePort.Find();

    private string Logs => Fleet.Root.Folder("logs");

    // AOPS_LOG_TAIL_SECONDS=60 and AOPS_LOG_TAIL_AWAY_SECONDS=600 are the whole form.
    private static TimeSpan WritingTime => Seconds("AOPS_LOG_TAIL_SECONDS", 10);

    private static TimeSpan AwayTime => Seconds("AOPS_LOG_TAIL_AWAY_SECONDS", 20);

    [Fact]
    public async Task TenThousandLinesASecond_RotatedTruncatedAndKilled_EachArrivesOnce()
    {
        await using var receiver = new LogReceiver(_port);
        await receiver.StartAsync();
        await RunAsync(Whole);
        var renamed = new LogWriter(
            Path.Combine(Logs, "renamed.log"), "r", LinesPerSecond * 3 / 4, TimeSpan.FromSeconds(2), LogWriter.Rename);
        var truncated = new LogWriter(
            Path.Combine(Logs, "truncated.log"), "t", LinesPerSecond / 4, TimeSpan.FromSeconds(3), LogWriter.CopyAndTruncate);

        var killing = KillAsync(WritingTime, kills: 3);
        await Task.WhenAll(renamed.RunAsync(WritingTime, Stop), truncated.RunAsync(WritingTime, Stop), killing);

        var written = renamed.Written + truncated.Written;
        await ArrivedAsync(receiver, written);
        AssertEachOnce(receiver, renamed, "r");
        AssertEachOnce(receiver, truncated, "t");
        Assert.Equal((0, 1), (receiver.Dropped, receiver.Streams));
        Assert.True(renamed.Rotations > 1 && truncated.Rotations > 1);
        var report = await ReportAsync(r => r.GetProperty("waitingLines").GetInt64() == 0);
        Assert.Equal(written, report.GetProperty("readLines").GetInt64());
        Assert.Equal(written, report.GetProperty("sentLines").GetInt64());
        Assert.Empty(report.GetProperty("droppedLines").EnumerateObject());
        Tell($"{written} lines in {WritingTime.TotalSeconds:0} s, {renamed.Rotations + truncated.Rotations} rotations, "
            + $"{receiver.Repeats} repeats; report: {report}");
    }

    [Fact]
    public async Task ReceiverAway_IsTold_AndEveryLineComesOnceItIsBack()
    {
        await using var receiver = new LogReceiver(_port);
        await RunAsync(Whole);
        var writer = new LogWriter(
            Path.Combine(Logs, "a.log"), "a", 1000, TimeSpan.FromSeconds(5), LogWriter.Rename);

        await Task.WhenAll(writer.RunAsync(AwayTime, Stop), KillAsync(AwayTime, kills: 2));

        var away = await ReportAsync(r => r.GetProperty("faults").GetArrayLength() > 0);
        Assert.Contains("takes no lines", away.GetProperty("faults")[0].GetString(), StringComparison.Ordinal);
        Assert.InRange(away.GetProperty("lagSeconds").GetDouble(), AwayTime.TotalSeconds / 2, double.MaxValue);
        await receiver.StartAsync();
        await ArrivedAsync(receiver, writer.Written);
        AssertEachOnce(receiver, writer, "a");
        Assert.Equal(0, receiver.Dropped);
        await ReportAsync(r => r.GetProperty("faults").GetArrayLength() == 0 && r.GetProperty("lagSeconds").GetDouble() == 0);
    }

    [Fact]
    public async Task AboveTheBoundOfTheSpool_WhatIsDroppedIsWhatIsCounted()
    {
        await using var receiver = new LogReceiver(_port);
        await RunAsync(SmallSpool);
        var writer = new LogWriter(Path.Combine(Logs, "a.log"), "a", 20_000, TimeSpan.Zero, rotate: null);

        await Task.WhenAll(writer.RunAsync(TimeSpan.FromSeconds(8), Stop), KillAsync(TimeSpan.FromSeconds(8), kills: 2));
        await ReportAsync(r => r.GetProperty("readLines").GetInt64() == writer.Written);
        await receiver.StartAsync();

        await Eventually.HoldsAsync("all is accounted for", Soon,
            () => receiver.Count + receiver.Dropped == writer.Written, Stop);
        Assert.True(receiver.Dropped > 0);
        Assert.Equal(receiver.Count, receiver.Messages.Distinct().Count());
        Assert.Equal($"a {writer.Written} ", receiver.Messages[^1][..$"a {writer.Written} ".Length]);
        var report = await ReportAsync(r => r.GetProperty("waitingLines").GetInt64() == 0);
        Assert.Equal(receiver.Dropped, report.GetProperty("droppedLines").GetProperty("spool-full").GetInt64());
    }

    [Fact]
    public async Task Logrotate_WithCopyTruncate_LosesNothing()
    {
        if (!File.Exists("/usr/sbin/logrotate")) Assert.Skip("logrotate is not installed: apt-get install logrotate");
        await using var receiver = new LogReceiver(_port);
        await receiver.StartAsync();
        await RunAsync(Whole);
        var conf = Path.Combine(Fleet.Root.Folder("rotate"), "conf");
        await File.WriteAllTextAsync(conf, $"{Logs}/a.log {{\n  copytruncate\n  rotate 20\n  nocompress\n  su root root\n}}\n", Stop);
        // It holds the writer up while logrotate runs: what is written between its copy and its truncation, it loses itself.
        void Rotate(string _) => Command.RunAsync("/usr/sbin/logrotate", ["-f", "-s", conf + ".state", conf], Stop)
            .GetAwaiter().GetResult().MustSucceed();
        var writer = new LogWriter(Path.Combine(Logs, "a.log"), "a", 5000, TimeSpan.FromSeconds(1), Rotate);

        await writer.RunAsync(TimeSpan.FromSeconds(6), Stop);

        await ArrivedAsync(receiver, writer.Written);
        AssertEachOnce(receiver, writer, "a");
        Assert.True(writer.Rotations >= 3);
        Assert.True(File.Exists(Path.Combine(Logs, "a.log.1")));
    }

    [Fact]
    public async Task Journal_OfThisHost_IsSentFromWhereItEnds()
    {
        if (!Path.Exists("/run/systemd/journal/socket")) Assert.Skip("no journald runs here");
        await using var receiver = new LogReceiver(_port);
        await receiver.StartAsync();
        await RunAsync(OfJournal);
        var mark = Guid.NewGuid().ToString("N");
        await Eventually.HoldsAsync("an entry arrives", Soon, async token =>
        {
            (await Command.RunAsync("logger", ["-t", "aops-test", mark], token)).MustSucceed();
            return receiver.Messages.Contains(mark);
        }, Stop);
    }

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        var files = new JsonObject { ["name"] = "app", ["files"] = new JsonArray($"{Logs}/*.log"), ["startAt"] = "beginning" };
        var journal = new JsonObject { ["name"] = "journal", ["journal"] = new JsonObject() };
        foreach (var (version, source, mebibytes) in new[] { (Whole, files, 256), (SmallSpool, files, 8), (OfJournal, journal, 8) })
            await workshop.AddSubAgentAsync(stage.LogTail(version, Configuration(source, mebibytes)), Name, version, Stop);
    }

    private JsonObject Configuration(JsonObject source, int spoolMebibytes) => new()
    {
        ["cpuPercentMax"] = 100,
        ["spool"] = new JsonObject { ["bytesMax"] = spoolMebibytes * 1024 * 1024 },
        ["sources"] = new JsonArray(source.DeepClone()),
        ["sink"] = new JsonObject
        {
            ["http"] = new JsonObject { ["url"] = $"http://127.0.0.1:{_port}/in", ["lingerMilliseconds"] = 100 },
        },
    };

    private async Task RunAsync(string version)
    {
        await Fleet.OrderSubAgentsAsync(Agent, [new() { ["name"] = Name, ["version"] = version }], Stop);
        await Agent.WaitForSubAgentAsync(Name, Soon, Stop, s => s.Report is not null);
    }

    // SIGKILLs of log-tail, and one of aops-spm, which log-tail does not notice.
    private async Task KillAsync(TimeSpan within, int kills)
    {
        for (var i = 0; i < kills; i++)
        {
            await Task.Delay(within / (kills + 1), Stop);
            var running = await Agent.WaitForSubAgentAsync(Name, Soon, Stop);
            if (i == 1) Agent.SendTo(Role.Spm, Signal.SIGKILL);
            else Signal.Send(running.Pid!.Value, Signal.SIGKILL);
        }
    }

    // One that was written after the call: an older one may fit as well, and knows less.
    private async Task<JsonElement> ReportAsync(Func<JsonElement, bool> fits)
    {
        var asked = DateTimeOffset.UtcNow;
        var fitting = await Agent.WaitForSubAgentAsync(Name, Soon, Stop,
            s => s.Report is { } report && report.GetProperty("at").GetDateTimeOffset() > asked && fits(report));
        return fitting.Report!.Value;
    }

    private static async Task ArrivedAsync(LogReceiver receiver, int lines) =>
        await Eventually.HoldsAsync($"{lines} lines arrive", Soon + AwayTime, () => receiver.Count >= lines, Stop);

    private static void AssertEachOnce(LogReceiver receiver, LogWriter writer, string name)
    {
        var numbers = receiver.Messages.Where(m => m.StartsWith(name + " ", StringComparison.Ordinal))
            .Select(m => int.Parse(m.Split(' ')[1], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(writer.Written, numbers.Count);
        Assert.Equal(writer.Written, numbers.Distinct().Count());
        Assert.Equal((1, writer.Written), (numbers.Min(), numbers.Max()));
    }

    private static TimeSpan Seconds(string variable, int missing) =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable(variable), out var seconds) ? seconds : missing);

    private static void Tell(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
