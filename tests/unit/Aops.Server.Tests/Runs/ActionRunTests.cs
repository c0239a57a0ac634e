using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>Runs of what hosts do by their own code: commands that have ramp, budget, history and output of a run.</summary>
public sealed class ActionRunTests : IAsyncLifetime
{
    private const string Restart = "\"action\":{\"kind\":\"restart-sub-agent\",\"subAgent\":\"web\"}";
    private const string Log = "\"action\":{\"kind\":\"collect-log\",\"lines\":9}";

    private readonly ManualClock _clock = new();
    private TestServer _server = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_clock);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task HeldHeartbeat_IsAnsweredWithTheCommand_AndItsResultIsTheEnd_WhateverTheHostSaysOfRuns()
    {
        var host = await ActionHost.StartAsync(_server, "a");
        var held = await host.Host.HoldAsync();

        var plan = await Operator.DoAsync("/api/v1/runs?dry_run=1", $"{{\"q\":\"\",{Restart}}}");
        var id = await Operator.RunAsync($"\"q\":\"\",{Restart},\"planHash\":\"{plan["planHash"]}\"");

        var (_, reply) = await held.WaitAsync(TimeSpan.FromSeconds(20));
        var command = Assert.Single(ActionHost.CommandsIn(reply!))!;
        Assert.Equal(("restart-sub-agent", "web"), ((string)command["kind"]!, (string)command["subAgent"]!));
        Assert.Empty(RunningHost.OrdersIn(reply!));
        await host.EndAsync((string)command["id"]!, "succeeded", "web is being restarted");
        await Operator.UntilOverAsync(id, "ended");
        var one = await Operator.ReadHostAsync(id, "a");
        Assert.Equal(
            ("succeeded", "web is being restarted", true),
            ((string)one["phase"]!, (string)one["reason"]!, (bool)one["isTold"]!));
        Assert.Equal("restart-sub-agent web", (string?)(await Operator.ReadRunAsync(id))["what"]);
        Assert.Empty(ActionHost.CommandsIn(await host.Host.SpeakAsync()));
    }

    [Theory]
    [InlineData("failed", "failed")]
    [InlineData("refused", "refused")]
    [InlineData("interrupted", "unknown")]
    [InlineData("a-later-word", "unknown")]
    public async Task WhatTheHostAnswers_IsItsPhase_AndCountsAsAFailure(string outcome, string phase)
    {
        var hosts = new List<ActionHost>();
        foreach (var name in new[] { "a", "b", "c" }) hosts.Add(await ActionHost.StartAsync(_server, name));
        var id = await Operator.RunAsync($"\"q\":\"\",{Restart},\"concurrency\":1,\"budget\":{{\"failures\":0}}");
        ActionHost? first = null;
        await Until.TrueAsync(async () =>
        {
            foreach (var host in hosts)
                if (await Operator.PhaseAsync(id, host.Id) == "offered") first = host;
            return first is not null;
        });

        await first!.EndAsync((string)(await first.WaitForCommandAsync(id))["id"]!, outcome);

        await Operator.UntilOverAsync(id, "halted");
        Assert.Equal(phase, await Operator.PhaseAsync(id, first.Id));
        var run = await Operator.ReadRunAsync(id);
        Assert.Equal((1, 2), ((int)run["counts"]![phase]!, (int)run["counts"]!["stopped"]!));
        foreach (var host in hosts) Assert.Empty(ActionHost.CommandsIn(await host.Host.SpeakAsync()));
    }

    [Fact]
    public async Task CollectedLog_IsTheOutput()
    {
        var hosts = new List<ActionHost>();
        foreach (var name in new[] { "a", "b" }) hosts.Add(await ActionHost.StartAsync(_server, name));
        var id = await Operator.RunAsync($"\"q\":\"\",{Log}");
        foreach (var host in hosts)
        {
            var command = (string)(await host.WaitForCommandAsync(id))["id"]!;
            await host.SendLogAsync(command, "größer\n");
            await host.SendLogAsync(command, new string('€', 30_000));
            await host.EndAsync(command, "succeeded");
        }

        await Operator.UntilOverAsync(id, "ended");
        var (status, text) = await Operator.ReadTextAsync($"/api/v1/runs/{id}/hosts/a/log", "text/plain");
        Assert.Equal((HttpStatusCode.OK, "größer\n" + new string('€', 30_000)), (status, text));
        var groups = (await Operator.GetOkAsync($"/api/v1/runs/{id}/outputs"))["outputs"]!.AsArray();
        Assert.Equal(2, (int)Assert.Single(groups)!["hosts"]!);
    }

    [Fact]
    public async Task Cancelled_TakesBackWhatWasNotSent_AndWaitsForWhatWas()
    {
        var sent = await ActionHost.StartAsync(_server, "a");
        var unsent = await ActionHost.StartAsync(_server, "b");
        var id = await Operator.RunAsync($"\"q\":\"\",{Restart}");
        var command = (string)(await sent.WaitForCommandAsync(id))["id"]!;
        await Operator.UntilPhaseAsync(id, "b", "offered");

        await Operator.DoAsync($"/api/v1/runs/{id}/cancel");

        await Operator.UntilPhaseAsync(id, "b", "withdrawn");
        Assert.Empty(ActionHost.CommandsIn(await unsent.Host.SpeakAsync()));
        _clock.Advance(TimeSpan.FromMinutes(3));
        await sent.Host.SpeakAsync();
        Assert.Equal("offered", await Operator.PhaseAsync(id, "a"));
        await sent.EndAsync(command, "succeeded");
        await Operator.UntilOverAsync(id, "cancelled");
        Assert.Equal("succeeded", await Operator.PhaseAsync(id, "a"));
    }

    [Fact]
    public async Task NoAnswer_IsUnknown_UntilTheHostTellsIt_AndThenTheTruth()
    {
        var host = await ActionHost.StartAsync(_server, "a");
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{Restart},\"ttlSeconds\":60");
        var command = (string)(await host.WaitForCommandAsync(id))["id"]!;

        // Its latest start, the time of an action, and the way of the report.
        _clock.Advance(TimeSpan.FromSeconds(60 + FleetLimits.ActionSecondsMax + 180));
        await Operator.UntilOverAsync(id, "ended");
        Assert.Equal("unknown", await Operator.PhaseAsync(id, "a"));

        await host.EndAsync(command, "succeeded");
        Assert.Equal("succeeded", await Operator.PhaseAsync(id, "a"));
    }

    [Fact]
    public async Task OfflineHost_HasItsTurnOnceItIsBack_AndARerunDoesTheSame()
    {
        var agent = await TestAgent.EnrolAsync(_server, "a", "61");
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{Restart},\"whileOffline\":\"queue\"");
        Assert.Equal("queued", await Operator.PhaseAsync(id, "a"));
        var host = new ActionHost(_server, agent, new RunningHost(_server, agent, policy: null));
        await host.Host.SpeakAsync();
        await host.EndAsync((string)(await host.WaitForCommandAsync(id))["id"]!, "failed");
        await Operator.UntilOverAsync(id, "ended");

        var again = (string)(await Operator.DoAsync($"/api/v1/runs/{id}/rerun"))["run"]!["id"]!;

        var command = await host.WaitForCommandAsync(again);
        Assert.Equal(("restart-sub-agent", "web"), ((string)command["kind"]!, (string)command["subAgent"]!));
    }

    [Fact]
    public async Task ItStands_InTheHistory_InTheAudit_AndAmongTheCommandsOfItsHost()
    {
        var host = await ActionHost.StartAsync(_server, "a");
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{Log},\"reason\":\"it is slow\"");
        var command = (string)(await host.WaitForCommandAsync(id))["id"]!;
        await host.EndAsync(command, "succeeded");
        await Operator.UntilOverAsync(id, "ended");

        var told = await Operator.GetOkAsync("/api/v1/hosts/a/timeline");
        Assert.Contains(told["events"]!.AsArray(), entry => (string?)entry!["cause"]?["run"] == id);
        var audit = await Operator.GetOkAsync($"/api/v1/audit?object=run:{id}");
        Assert.Contains("collect-log", audit.ToJsonString(), StringComparison.Ordinal);
        var commands = (await Operator.GetOkAsync("/api/v1/hosts/a/commands"))["commands"]!.AsArray();
        Assert.Equal((command, "ended"), ((string)commands[0]!["id"]!, (string)commands[0]!["state"]!));
    }
}
