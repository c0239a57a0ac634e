using System.Net;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>When hosts of a run have their turn: freezes, windows and ramps, and what is said meanwhile.</summary>
public sealed class RunPaceTests : IAsyncLifetime
{
    private const string Freeze = "/api/v1/freeze";
    private const string Window = "\"whileOffline\":\"queue\",\"window\":{\"start\":\"0 3 * * *\",\"lengthSeconds\":3600,\"zone\":\"Europe/Berlin\"},\"ttlSeconds\":172800";

    private readonly ManualClock _clock = new();
    private TestServer _server = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_clock);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Freeze_KeepsTheHostsThatHaveNotBegun_AndTheRunSaysSo()
    {
        var hosts = await HostsAsync("a", "b");
        var id = await Operator.RunAsync($"\"q\":\"\",\"concurrency\":1,{RunClient.Command}");
        var first = await FirstAsync(id, hosts);
        var second = hosts.Single(host => host != first);
        await first.WaitForOrderAsync(id);
        await Operator.PutOkAsync(Freeze, """{"reason":"the shop is full"}""");

        await first.ReportAsync(id, RunPhase.Succeeded, 0, 0);
        await Operator.UntilPhaseAsync(id, first.Id, "succeeded");

        var run = await Operator.ReadRunAsync(id);
        Assert.Equal(("running", "freeze"), ((string?)run["state"], (string?)run["waits"]!["for"]));
        Assert.Contains("the shop is full", (string?)run["waits"]!["sentence"], StringComparison.Ordinal);
        Assert.Equal("queued", await Operator.PhaseAsync(id, second.Id));
        Assert.Equal("freeze", (string?)(await Operator.GetOkAsync("/api/v1/runs"))["runs"]![0]!["waits"]!["for"]);

        await Operator.DeleteAsync(Freeze);
        await second.RunAsync(id, "");

        await Operator.UntilOverAsync(id, "ended");
        Assert.Null((await Operator.ReadRunAsync(id))["waits"]);
    }

    [Fact]
    public async Task OrderThatNoHostKnows_IsTakenBackByAFreeze()
    {
        var host = (await HostsAsync("a"))[0];
        var id = await Operator.RunAsync($"\"q\":\"\",{RunClient.Command}");
        await Operator.UntilPhaseAsync(id, host.Id, "offered");

        await Operator.PutOkAsync(Freeze, """{"reason":"r"}""");
        await Operator.UntilPhaseAsync(id, host.Id, "queued");
        Assert.Empty(RunningHost.OrdersIn(await host.SpeakAsync()));
        await Operator.DeleteAsync(Freeze);

        await host.RunAsync(id, "");
    }

    [Fact]
    public async Task RunThatIgnoresTheFreeze_StartsInIt_AndTheAuditSaysSo()
    {
        var host = (await HostsAsync("a"))[0];
        await Operator.PutOkAsync(Freeze, """{"reason":"the shop is full"}""");
        var members = $"\"q\":\"\",{RunClient.Command}";

        var (status, problem) = await Operator.SendAsync(HttpMethod.Post, "/api/v1/runs", $"{{{members}}}");
        Assert.Equal((HttpStatusCode.Conflict, "frozen"), (status, (string?)problem!["code"]));
        Assert.Contains("ignoresFreeze", (string?)problem["fix"], StringComparison.Ordinal);
        var plan = await Operator.DoAsync("/api/v1/runs?dry_run=1", $"{{{members}}}");
        Assert.Equal("freeze", (string?)plan["waits"]!["for"]);

        var id = await Operator.RunAsync($"{members},\"ignoresFreeze\":true");
        await host.RunAsync(id, "", exitCode: 1);
        await Operator.UntilOverAsync(id, "ended");
        // What is run again is the same run: it goes on as that did.
        var again = (string?)(await Operator.DoAsync($"/api/v1/runs/{id}/rerun"))["run"]!["id"];
        Assert.True((bool)(await Operator.ReadRunAsync(again!))["ignoresFreeze"]!);

        var rows = (await Operator.GetOkAsync("/api/v1/audit?kind=run.start"))["rows"]!.AsArray();
        Assert.Contains("ignoresFreeze", Assert.Single(rows)!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Window_IsWaitedFor_AndSaysWhenItOpens()
    {
        var host = (await HostsAsync("a"))[0];
        await ClosedAsync(host);
        var id = await Operator.RunAsync($"\"q\":\"\",{Window},{RunClient.Command}");

        var waits = (await Operator.ReadRunAsync(id))["waits"]!;
        Assert.Equal("window", (string?)waits["for"]);
        var opens = (DateTimeOffset)waits["until"]!;
        Assert.Equal(3, TimeZoneInfo.ConvertTimeBySystemTimeZoneId(opens, "Europe/Berlin").Hour);
        Assert.Equal("queued", await Operator.PhaseAsync(id, host.Id));

        _clock.Advance(opens - _clock.GetUtcNow());
        await host.SpeakAsync();

        await Operator.UntilPhaseAsync(id, host.Id, "offered");
        Assert.Null((await Operator.ReadRunAsync(id))["waits"]);
    }

    [Fact]
    public async Task Ramp_GoesToOneHostFirst_AndHaltsThereWhereItFails()
    {
        var hosts = await HostsAsync("a", "b", "c");
        const string members = "\"q\":\"\",\"ramp\":[{\"hosts\":1}]," + RunClient.Command;
        var good = await Operator.RunAsync(members);
        var first = await FirstAsync(good, hosts);

        var run = await Operator.ReadRunAsync(good);
        Assert.Equal((1, 2), ((int)run["counts"]!["offered"]!, (int)run["counts"]!["queued"]!));
        Assert.Equal("ramp", (string?)run["waits"]!["for"]);
        Assert.Equal("1 of 3 hosts go first; 1 of them have not ended.", (string?)run["waits"]!["sentence"]);
        await first.RunAsync(good, "");
        foreach (var host in hosts.Where(host => host != first)) await host.RunAsync(good, "");
        await Operator.UntilOverAsync(good, "ended");

        var bad = await Operator.RunAsync(members);
        await (await FirstAsync(bad, hosts)).RunAsync(bad, "", exitCode: 1);

        await Operator.UntilOverAsync(bad, "halted");
        Assert.Equal(2, (int)(await Operator.ReadRunAsync(bad))["counts"]!["stopped"]!);
    }

    private async Task<List<RunningHost>> HostsAsync(params string[] ids)
    {
        var hosts = new List<RunningHost>();
        foreach (var id in ids) hosts.Add(await RunningHost.StartAsync(_server, id));
        return hosts;
    }

    // The host that has the first turn.
    private async Task<RunningHost> FirstAsync(string id, List<RunningHost> hosts)
    {
        JsonNode? first = null;
        await Until.TrueAsync(async () => (first = (await Operator.GetOkAsync($"/api/v1/runs/{id}/hosts?phase=offered"))["hosts"]!
            .AsArray().FirstOrDefault()) is not null);
        return hosts.Single(host => host.Id == (string?)first!["id"]);
    }

    // The window is open for an hour: past it.
    private async Task ClosedAsync(RunningHost host)
    {
        var hour = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(_clock.GetUtcNow(), "Europe/Berlin").Hour;
        if (hour == 3) _clock.Advance(TimeSpan.FromHours(1));
        await host.SpeakAsync();
    }
}
