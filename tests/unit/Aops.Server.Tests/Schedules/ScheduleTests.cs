using System.Net;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Schedules;

/// <summary>Schedules start runs at their times, with the rights of who wrote them, and say why where they do not.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private const string All = "/api/v1/schedules";
    private const string One = All + "/nightly";
    private const string Run = "\"run\":{\"q\":\"\",\"whileOffline\":\"queue\",\"command\":{\"args\":[\"uptime\"]}}";
    private const string Hourly = "\"name\":\"nightly\",\"cron\":\"0 * * * *\"," + Run;

    private readonly ManualClock _clock = new();
    private TestServer _server = null!;
    private RunningHost _host = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_clock);
        _host = await RunningHost.StartAsync(_server, "a");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Run_IsStartedAtItsTime_AndNamesItsSchedule()
    {
        var made = await Operator.DoAsync(All, $"{{{Hourly},\"note\":\"a look\"}}");
        var next = (DateTimeOffset)made["schedule"]!["nextAt"]!;
        Assert.Equal((0, 5, 1), (next.Minute, made["times"]!.AsArray().Count, (int)made["count"]!));
        Assert.Empty(await RunsAsync());

        await ReachAsync(next);

        var id = await RunIdAsync();
        var run = await Operator.ReadRunAsync(id);
        Assert.Equal(("nightly", "initial (schedule nightly)"), ((string?)run["schedule"], (string?)run["createdBy"]));
        var schedule = await Operator.GetOkAsync(One);
        Assert.Equal((id, "started"), ((string?)schedule["lastRun"], (string?)schedule["lastOutcome"]));
        Assert.Equal(next.AddHours(1), (DateTimeOffset)schedule["nextAt"]!);
        Assert.Equal($"The run {id} was started on 1 host.", (string?)schedule["lastSentence"]);
        var row = (await Operator.GetOkAsync("/api/v1/audit?kind=run.start"))["rows"]![0]!;
        Assert.Equal(("part", "schedule nightly"), ((string?)row["actorKind"], (string?)row["actor"]));
        await _host.RunAsync(id, "up\n");
    }

    [Theory]
    [InlineData("skip")]
    [InlineData("queue")]
    public async Task RunThatHasNotEnded_IsNotOverlapped(string overlap)
    {
        await MakeAsync($"{Hourly},\"overlap\":\"{overlap}\"");
        await ReachAsync(await NextAsync());
        var first = await RunIdAsync();
        var second = await NextAsync();

        await ReachAsync(second);

        if (overlap == "skip")
        {
            await Until.TrueAsync(async () => (string?)(await Operator.GetOkAsync(One))["lastOutcome"] == "skipped");
            Assert.Contains(first, (string?)(await Operator.GetOkAsync(One))["lastSentence"], StringComparison.Ordinal);
            Assert.Contains(await EventsAsync(), text => text.Contains("is not run this time", StringComparison.Ordinal));
        }
        Assert.Equal(overlap == "skip" ? second.AddHours(1) : second, await NextAsync());
        Assert.Single(await RunsAsync());
        await Operator.DoAsync($"/api/v1/runs/{first}/cancel");
        await _host.ReportAsync(first, RunPhase.Cancelled, outputEnd: 0);
        await Operator.UntilOverAsync(first, "cancelled");
        if (overlap == "queue") await Until.TrueAsync(async () => (await RunsAsync()).Count == 2);
    }

    [Fact]
    public async Task Paused_RunsNothing_UntilItIsWrittenAgain()
    {
        await MakeAsync($"{Hourly},\"isPaused\":true");
        Assert.Null((await Operator.GetOkAsync(One))["nextAt"]);

        _clock.Advance(TimeSpan.FromHours(3));
        await Operator.PutOkAsync(One, $"{{{Hourly}}}");
        var next = await NextAsync();
        Assert.True(next > _clock.GetUtcNow());
        await ReachAsync(next);

        await RunIdAsync();
    }

    [Fact]
    public async Task TimesThatWereMissed_AreRunOnce_AndSaid()
    {
        await MakeAsync(Hourly);
        var next = await NextAsync();
        await _server.StopAsync();
        _clock.Advance(next - _clock.GetUtcNow() + TimeSpan.FromMinutes(150));
        await _server.StartAgainAsync();

        await RunIdAsync();

        var schedule = await Operator.GetOkAsync(One);
        Assert.EndsWith($"Its time of {next:yyyy-MM-dd HH:mm} UTC was missed, and 2 after it.", (string?)schedule["lastSentence"], StringComparison.Ordinal);
        Assert.Contains(await EventsAsync(), text => text.Contains("is run once.", StringComparison.Ordinal));
        Assert.Equal(next.AddHours(3), (DateTimeOffset)schedule["nextAt"]!);
        Assert.Single(await RunsAsync());
    }

    [Fact]
    public async Task RightsThatAreGone_StopIt_AndAnotherUserMayTakeItOver()
    {
        using var key = await _server.AddKeyAsync("ops", """[{"role":"admin"}]""");
        await key.DoAsync(All, $"{{{Hourly}}}");
        Assert.Equal("ops", (string?)(await Operator.GetOkAsync(One))["changedBy"]);
        var keys = (await Operator.GetOkAsync("/api/v1/keys"))["keys"]!.AsArray();
        await Operator.DeleteAsync($"/api/v1/keys/{keys.Single(one => (string?)one!["name"] == "ops")!["id"]}");

        await ReachAsync(await NextAsync());
        await Until.TrueAsync(async () => (await Operator.GetOkAsync(One))["stoppedAt"] is not null);

        var stopped = await Operator.GetOkAsync(One);
        Assert.StartsWith("ops, who wrote it last, is not in force any more.", (string?)stopped["stoppedWhy"], StringComparison.Ordinal);
        Assert.Null(stopped["nextAt"]);
        Assert.Empty(await RunsAsync());
        Assert.Contains(await EventsAsync(), text => text.Contains("is stopped: ops", StringComparison.Ordinal));
        Assert.Single((await Operator.GetOkAsync("/api/v1/audit?kind=schedule.stop"))["rows"]!.AsArray());
        await Operator.PutOkAsync(One, $"{{{Hourly}}}");
        Assert.Null((await Operator.GetOkAsync(One))["stoppedAt"]);
        await ReachAsync(await NextAsync());
        await RunIdAsync();
    }

    [Fact]
    public async Task HostsOutsideOfItsWritersScope_AreNotReached()
    {
        await Operator.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", """{"env":"prod"}""");
        await RunningHost.StartAsync(_server, "b");
        var repository = new TestRepository();
        repository.AddRunbook("restart", "1.0");
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(Operator);
        using var key = await _server.AddKeyAsync("ops", """[{"role":"operator","scope":"label.env=prod"}]""");
        const string runbook = "\"runbook\":{\"name\":\"restart\",\"version\":\"1.0\"},\"parameters\":{\"unit\":\"a.service\"}";
        await Operator.DoAsync(All, $"{{\"name\":\"all\",\"cron\":\"0 0 1 1 *\",{Run}}}");

        var made = await key.DoAsync(All, $"{{\"name\":\"nightly\",\"cron\":\"0 * * * *\",\"run\":{{\"q\":\"\",{runbook}}}}}");

        Assert.Equal((1, "label.env=prod"), ((int)made["count"]!, (string?)made["schedule"]!["run"]!["q"]));
        // What reaches further is not shown, and not changed.
        Assert.Equal(["nightly"], (await key.GetOkAsync(All))["schedules"]!.AsArray().Select(one => (string?)one!["name"]));
        (await key.SendAsync(HttpMethod.Delete, All + "/all")).AssertProblem(HttpStatusCode.Forbidden, "outside-scope");
        (await key.SendAsync(HttpMethod.Post, All, $"{{{Hourly.Replace("nightly", "plain", StringComparison.Ordinal)}}}"))
            .AssertProblem(HttpStatusCode.Forbidden, "no-right");
        await ReachAsync(await NextAsync());
        Assert.Equal(1, (int)(await Operator.ReadRunAsync(await RunIdAsync()))["hosts"]!);
    }

    [Fact]
    public async Task FrozenFleet_IsWaitedOut_AndWhatCannotBeRunSaysWhy()
    {
        await MakeAsync(Hourly);
        await Operator.PutOkAsync("/api/v1/freeze", """{"reason":"the shop is full"}""");
        await ReachAsync(await NextAsync());
        await Until.TrueAsync(async () => (string?)(await Operator.GetOkAsync(One))["lastOutcome"] == "skipped");
        Assert.Contains("the shop is full", (string?)(await Operator.GetOkAsync(One))["lastSentence"], StringComparison.Ordinal);
        await Operator.DeleteAsync("/api/v1/freeze");

        await Operator.PutOkAsync(One, $"{{{Hourly.Replace("\"q\":\"\"", "\"q\":\"hostname=none\"", StringComparison.Ordinal)}}}");
        await ReachAsync(await NextAsync());

        await Until.TrueAsync(async () => (string?)(await Operator.GetOkAsync(One))["lastOutcome"] == "failed");
        Assert.Equal("Its query has no host that may be changed.", (string?)(await Operator.GetOkAsync(One))["lastSentence"]);
        Assert.Empty(await RunsAsync());
    }

    [Fact]
    public async Task Writes_TakeRevisionsKeysAndDryRuns()
    {
        var dry = await Operator.DoAsync(All + "?dry_run=1", $"{{{Hourly}}}");
        Assert.True((bool)dry["dryRun"]!);
        Assert.Empty((await Operator.GetOkAsync(All))["schedules"]!.AsArray());
        (string, string)[] once = [("Idempotency-Key", "k1")];
        for (var tries = 0; tries < 2; tries++)
        {
            var (made, _) = await Operator.SendAsync(HttpMethod.Post, All, $"{{{Hourly}}}", once);
            Assert.Equal(HttpStatusCode.Created, made);
        }
        (await Operator.SendAsync(HttpMethod.Put, One, $"{{{Hourly}}}", ("If-Match", "\"7\"")))
            .AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        var (written, reply) = await Operator.SendAsync(HttpMethod.Put, One, $"{{{Hourly},\"zone\":\"Europe/Berlin\"}}", ("If-Match", "\"1\""));
        Assert.Equal((HttpStatusCode.OK, 2, "Europe/Berlin"), (written, (int)reply!["schedule"]!["revision"]!, (string?)reply["schedule"]!["zone"]));

        var (wouldGo, _) = await Operator.SendAsync(HttpMethod.Delete, One + "?dry_run=1");
        Assert.Equal(HttpStatusCode.NoContent, wouldGo);
        (await Operator.SendAsync(HttpMethod.Delete, One, null, ("If-Match", "\"1\"")))
            .AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        var (gone, _) = await Operator.SendAsync(HttpMethod.Delete, One, null, ("If-Match", "\"2\""));
        Assert.Equal(HttpStatusCode.NoContent, gone);
        var kinds = (await Operator.GetOkAsync("/api/v1/audit"))["rows"]!.AsArray().Select(row => (string?)row!["kind"]);
        Assert.Equal(["schedule.remove", "schedule.replace", "schedule.create"], kinds.Where(kind => kind!.StartsWith("schedule.", StringComparison.Ordinal)));
    }

    private Task<JsonNode> MakeAsync(string members) => Operator.DoAsync(All, $"{{{members}}}");

    private async Task<DateTimeOffset> NextAsync() => (DateTimeOffset)(await Operator.GetOkAsync(One))["nextAt"]!;

    private async Task ReachAsync(DateTimeOffset at)
    {
        _clock.Advance(at - _clock.GetUtcNow());
        await _host.SpeakAsync();
    }

    private async Task<JsonArray> RunsAsync() => (await Operator.GetOkAsync("/api/v1/runs"))["runs"]!.AsArray();

    private async Task<string> RunIdAsync()
    {
        await Until.TrueAsync(async () => (await RunsAsync()).Count > 0);
        return (string)(await RunsAsync())[0]!["id"]!;
    }

    private async Task<IReadOnlyList<string>> EventsAsync() =>
        [.. (await Operator.GetOkAsync("/api/v1/events?kind=schedule&limit=100"))["events"]!.AsArray().Select(one => (string)one!["message"]!)];
}
