using System.Net;
using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>Runs from the request of an operator to the last report of a host.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task HeldHeartbeat_IsAnsweredWithTheOrder_AndTheRunEndsWithItsReport()
    {
        var host = await RunningHost.StartAsync(_server, "a");
        var held = await host.HoldAsync();

        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command},\"timeoutSeconds\":9,\"reason\":\"a look\"");

        var (_, reply) = await held.WaitAsync(TimeSpan.FromSeconds(20));
        var order = Assert.Single(reply!["runs"]!.AsArray())!;
        Assert.Equal((id, "uptime", 9), ((string)order["id"]!, (string)order["command"]!["args"]![0]!, (int)order["timeoutSeconds"]!));
        await host.RunAsync(id, "up 3 days\n");
        await Operator.UntilOverAsync(id, "ended");
        var one = await Operator.ReadHostAsync(id, "a");
        Assert.Equal(("succeeded", 0, true), ((string)one["phase"]!, (int)one["exitCode"]!, (bool)one["isTold"]!));
        Assert.Equal(1, (int)(await Operator.ReadRunAsync(id))["counts"]!["succeeded"]!);
        var told = await Operator.GetOkAsync("/api/v1/hosts/a/timeline");
        Assert.Contains(told["events"]!.AsArray(), entry => (string?)entry!["kind"] == "run" && (string?)entry["cause"]!["run"] == id);
    }

    [Fact]
    public async Task Order_IsInEachAnswer_UntilTheHostHasReportedIt()
    {
        var host = await RunningHost.StartAsync(_server, "a");
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command}");
        await host.WaitForOrderAsync(id);

        Assert.Equal([id], RunningHost.OrdersIn(await host.SpeakAsync()));
        await host.ReportAsync(id, RunPhase.Accepted);

        Assert.Empty(RunningHost.OrdersIn(await host.SpeakAsync()));
    }

    [Fact]
    public async Task RequestThatWaits_IsAnsweredWithTheResult()
    {
        var host = await RunningHost.StartAsync(_server, "a");
        var starting = Operator.DoAsync("/api/v1/runs?wait=30", $"{{\"hosts\":[\"a\"],{RunClient.Command}}}");
        string? id = null;
        await Until.TrueAsync(async () =>
            (id = (string?)(await Operator.GetOkAsync("/api/v1/runs"))["runs"]!.AsArray().FirstOrDefault()?["id"]) is not null);

        await host.RunAsync(id!, "", exitCode: 3);

        var answer = await starting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(("failed", 3), ((string)answer["results"]![0]!["phase"]!, (int)answer["results"]![0]!["exitCode"]!));
    }

    [Fact]
    public async Task HostThatCannotTakeIt_IsUnsupported_AndOneThatIsOffline_IsSkipped()
    {
        await RunningHost.StartAsync(_server, "none", RunPolicy.None);
        await RunningHost.StartAsync(_server, "old", policy: null);
        await RunningHost.StartAsync(_server, "signed", RunPolicy.Signed);
        await TestAgent.EnrolAsync(_server, "never", "77");

        var plan = await Operator.DoAsync("/api/v1/runs?dry_run=1", $"{{\"q\":\"\",{RunClient.Command}}}");
        var id = await Operator.RunAsync($"\"q\":\"\",{RunClient.Command},\"planHash\":\"{plan["planHash"]}\"");

        Assert.Equal((4, 0, 4), ((int)plan["count"]!, (int)plan["ready"]!, plan["exclusions"]!.AsArray().Count));
        await Operator.UntilOverAsync(id, "ended");
        foreach (var (host, phase) in new[] { ("none", "unsupported"), ("old", "unsupported"), ("signed", "unsupported"), ("never", "skipped-offline") })
            Assert.Equal(phase, await Operator.PhaseAsync(id, host));
    }

    [Fact]
    public async Task OfflineHost_HasItsTurnOnceItIsBack_WhereItIsQueued()
    {
        var agent = await TestAgent.EnrolAsync(_server, "a", "61");
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command},\"whileOffline\":\"queue\"");
        Assert.Equal("queued", await Operator.PhaseAsync(id, "a"));

        var host = new RunningHost(_server, agent, RunPolicy.Any);
        await host.SpeakAsync();
        await host.RunAsync(id, "late\n");

        await Operator.UntilOverAsync(id, "ended");
        Assert.Equal("succeeded", await Operator.PhaseAsync(id, "a"));
    }

    [Fact]
    public async Task OtherHostsThanInThePlan_RefuseTheStart()
    {
        await RunningHost.StartAsync(_server, "a");
        var plan = await Operator.DoAsync("/api/v1/runs?dry_run=1", $"{{\"q\":\"\",{RunClient.Command}}}");
        await RunningHost.StartAsync(_server, "b");

        var answer = await Operator.SendAsync(
            HttpMethod.Post, "/api/v1/runs", $"{{\"q\":\"\",{RunClient.Command},\"planHash\":\"{plan["planHash"]}\"}}");

        answer.AssertProblem(409, "plan-changed", "2 hosts", "dry_run");
        Assert.Empty((await Operator.GetOkAsync("/api/v1/runs"))["runs"]!.AsArray());
    }

    [Fact]
    public async Task SpentBudget_StopsTheHostsWhoseTurnHasNotCome()
    {
        var hosts = new List<RunningHost>();
        foreach (var name in new[] { "a", "b", "c" }) hosts.Add(await RunningHost.StartAsync(_server, name));
        var id = await Operator.RunAsync($"\"q\":\"\",{RunClient.Command},\"concurrency\":1,\"budget\":{{\"failures\":0}}");

        var first = await FirstAsync(hosts, id);
        await first.RunAsync(id, "", exitCode: 1);

        await Operator.UntilOverAsync(id, "halted");
        var run = await Operator.ReadRunAsync(id);
        Assert.Equal((1, 2), ((int)run["counts"]!["failed"]!, (int)run["counts"]!["stopped"]!));
        Assert.Contains("1 failed", (string)run["why"]!);
    }

    [Fact]
    public async Task CancelledRun_IsToldToTheHostThatHasIt_AndTheOthersDoNotStartIt()
    {
        var hosts = new List<RunningHost>();
        foreach (var name in new[] { "a", "b" }) hosts.Add(await RunningHost.StartAsync(_server, name));
        var id = await Operator.RunAsync($"\"q\":\"\",{RunClient.Command},\"concurrency\":1");
        var first = await FirstAsync(hosts, id);
        await first.ReportAsync(id, RunPhase.Running);
        var held = await first.HoldAsync();

        await Operator.DoAsync($"/api/v1/runs/{id}/cancel", """{"reason":"wrong one"}""");

        var (_, reply) = await held.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([id], RunningHost.CancelledIn(reply!));
        var (_, answer) = await first.PostOutputAsync(id, "offset=0", RunningHost.FrameOf("x"u8.ToArray()));
        Assert.True((bool)answer!["isCancelled"]!);
        await first.ReportAsync(id, RunPhase.Cancelled, outputEnd: 14);
        await Operator.UntilOverAsync(id, "cancelled");
        var counts = (await Operator.ReadRunAsync(id))["counts"]!;
        Assert.Equal((1, 1), ((int)counts["cancelled"]!, (int)counts["withdrawn"]!));
        Assert.Empty(RunningHost.CancelledIn(await first.SpeakAsync()));
    }

    [Fact]
    public async Task HostThatLeftTheFleet_EndsTheRun()
    {
        var host = await RunningHost.StartAsync(_server, "a");
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command}");
        await host.WaitForOrderAsync(id);
        await host.ReportAsync(id, RunPhase.Running);

        Assert.Equal(HttpStatusCode.NoContent, (await Operator.SendAsync(HttpMethod.Delete, "/api/v1/hosts/a")).Status);

        await Operator.UntilOverAsync(id, "ended");
        Assert.Equal("unknown", await Operator.PhaseAsync(id, "a"));
    }

    [Fact]
    public async Task ServerThatStartsAgain_GoesOn_AndHasEveryByteThatItAcknowledged()
    {
        var host = await RunningHost.StartAsync(_server, "a");
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command}");
        await host.WaitForOrderAsync(id);
        await host.ReportAsync(id, RunPhase.Running);
        host.Write("one\n");
        var end = await host.SendOutputAsync(id, 0);

        await _server.StopAsync();
        await File.AppendAllBytesAsync(Path.Combine(_server.Data, "runs", id, "a.out"), [1, 2, 3]);
        await _server.StartAgainAsync();
        host.Write("two\n");
        Assert.Equal(host.Length, await host.SendOutputAsync(id, (int)end));
        await host.ReportAsync(id, RunPhase.Succeeded, 0, host.Length);

        await Operator.UntilOverAsync(id, "ended");
        var (_, text) = await Operator.ReadTextAsync($"/api/v1/runs/{id}/hosts/a/log", "text/plain");
        Assert.Equal("one\ntwo\n", text);
    }

    [Fact]
    public async Task FirstFinalReport_Stays_AndARepeatedOneIsNoFault()
    {
        var host = await RunningHost.StartAsync(_server, "a");
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command}");
        await host.RunAsync(id, "");

        await host.ReportAsync(id, RunPhase.Failed, 1);
        await host.ReportAsync(id, RunPhase.Running);

        Assert.Equal("succeeded", await Operator.PhaseAsync(id, "a"));
        (await host.SendReportAsync("none", RunPhase.Running)).AssertProblem(HttpStatusCode.NotFound, "no-such-run");
    }

    [Fact]
    public async Task Rerun_IsForTheHostsThatFailed()
    {
        var (good, bad) = (await RunningHost.StartAsync(_server, "good"), await RunningHost.StartAsync(_server, "bad"));
        var id = await Operator.RunAsync($"\"q\":\"\",{RunClient.Command}");
        await good.RunAsync(id, "");
        await bad.RunAsync(id, "", exitCode: 1);
        await Operator.UntilOverAsync(id, "ended");

        var again = (await Operator.DoAsync($"/api/v1/runs/{id}/rerun"))["run"]!;

        Assert.Equal((1, id), ((int)again["hosts"]!, (string)again["rerunOf"]!));
        await bad.RunAsync((string)again["id"]!, "");
        await Operator.UntilOverAsync((string)again["id"]!, "ended");
        Assert.Empty(RunningHost.OrdersIn(await good.SpeakAsync()));
    }

    [Fact]
    public async Task RepeatedRequest_WithAKey_StartsOneRun()
    {
        await RunningHost.StartAsync(_server, "a");
        var ids = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            var (_, answer) = await Operator.SendAsync(
                HttpMethod.Post, "/api/v1/runs", $"{{\"hosts\":[\"a\"],{RunClient.Command}}}", ("Idempotency-Key", "k1"));
            ids.Add((string)answer!["run"]!["id"]!);
        }

        Assert.Single(ids);
        Assert.Single((await Operator.GetOkAsync("/api/v1/runs"))["runs"]!.AsArray());
    }

    [Fact]
    public async Task EnvironmentOfACommand_ReachesTheHost_AndNoReader()
    {
        var host = await RunningHost.StartAsync(_server, "a");
        const string Secret = "a-value-of-a-variable";
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],\"command\":{{\"script\":\"id\\n\",\"env\":{{\"TOKEN\":\"{Secret}\"}}}}");

        var order = await host.WaitForOrderAsync(id);

        Assert.Equal(Secret, (string)order["command"]!["env"]!["TOKEN"]!);
        var shown = new StringBuilder();
        foreach (var path in new[] { $"/api/v1/runs/{id}", "/api/v1/runs", "/api/v1/audit", "/api/v1/events" })
            shown.Append((await Operator.GetOkAsync(path)).ToJsonString());
        Assert.DoesNotContain(Secret, shown.ToString());
        Assert.Contains("TOKEN", shown.ToString());
    }

    [Fact]
    public async Task RunsOfAHost_TellHowEachStandsOnIt()
    {
        var first = await RunningHost.StartAsync(_server, "a");
        await RunningHost.StartAsync(_server, "b");
        var id = await Operator.RunAsync($"\"q\":\"\",{RunClient.Command}");
        await first.RunAsync(id, "no\n", exitCode: 3);

        var run = Assert.Single((await Operator.GetOkAsync("/api/v1/runs?host=a"))["runs"]!.AsArray())!;

        Assert.Equal(("a", "failed", 3),
            ((string)run["onHost"]!["id"]!, (string)run["onHost"]!["phase"]!, (int)run["onHost"]!["exitCode"]!));
        Assert.Equal("offered", (string)(await Operator.GetOkAsync("/api/v1/runs?host=b"))["runs"]![0]!["onHost"]!["phase"]!);
        Assert.Null((await Operator.GetOkAsync("/api/v1/runs"))["runs"]![0]!["onHost"]);
        Assert.Null((await Operator.ReadRunAsync(id))["onHost"]);
    }

    // Takes the order of the host whose turn is first.
    private async Task<RunningHost> FirstAsync(IReadOnlyList<RunningHost> hosts, string id)
    {
        string? first = null;
        await Until.TrueAsync(async () => (first = (string?)(await Operator.GetOkAsync($"/api/v1/runs/{id}/hosts?phase=offered"))["hosts"]!
            .AsArray().FirstOrDefault()?["id"]) is not null);
        var host = hosts.Single(one => one.Id == first);
        await host.SpeakAsync();
        return host;
    }
}
