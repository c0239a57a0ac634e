using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Microsoft.AspNetCore.Http;

namespace Aops.Integration.Tests.Security;

/// <summary>What a server in wrong hands can say to a host.</summary>
public sealed partial class HostileSpeechTests(SpeechFleet speech) : SpeechTest(speech)
{
    private const string Clone =
        """{"type":"urn:aops:problem:other-machine","title":"Another machine","status":409,"detail":"A clone."}""";

    [Fact]
    public async Task Sec_H7_AnswersThatNobodyCanUse_StopNothing()
    {
        string[] desired =
        [
            """{"schema":1,"revision":901,"settings":{"heartbeatInterval":null}}""",
            """{"schema":1,"revision":902,"subAgents":[null]}""",
            """{"schema":1,"revision":903,"subAgents":[{"name":"ticker","version":"1.0.0","env":{"A":null}}]}""",
            """{"schema":1,"revision":904,"subAgents":[{"name":"ticker","version":"1.0.0","args":[null]}]}""",
            """{"schema":1,"revision":905,"subAgents":{},"agent":[],"settings":[7]}""",
            """{"schema":1,"revision":1e400}""", "7", "[[[[]]]]",
            $$$"""{"revision":906,"settings":{"a":{{{new string('[', 500)}}}{{{new string(']', 500)}}}}}""",
            """{"revision":907,"subAgents":[{"name":"\ud800","version":"\ud800"}],"\ud800":1}""",
        ];
        await Fleet.OrderSubAgentsAsync(Agent, [new() { ["name"] = "ticker", ["version"] = "1.0.0" }], Stop);
        var ticker = await Agent.WaitForSubAgentAsync("ticker", Soon, Stop);
        var (spm, id, told) = (Agent.MustFind(Role.Spm), await Agent.IdAsync(Stop), 0);
        await using var hostile = await ReplaceServerAsync(
            _ => HostileServer.Reply(desired[Interlocked.Increment(ref told) % desired.Length]));

        await WaitForHeartbeatsAsync(hostile, 2 * desired.Length);

        Assert.Equal(spm, Agent.MustFind(Role.Spm));
        await AssertReturnAsync(hostile, spm, id);
        Assert.Equal(ticker.Pid, (await Agent.WaitForSubAgentAsync("ticker", Soon, Stop)).Pid);
    }

    [Fact]
    public async Task Sec_H7_WhatIsNoAnswer_IsAFaultWithAPause()
    {
        string[] bodies = ["", "null", "[]", "\"x\"", "{\"desired\":", "{\"serverTime\":7,\"commands\":{},\"slowDownSeconds\":\"x\"}"];
        var (spm, id, told) = (Agent.MustFind(Role.Spm), await Agent.IdAsync(Stop), 0);
        await using var hostile = await ReplaceServerAsync(
            _ => bodies[Interlocked.Increment(ref told) % bodies.Length]);

        await WaitForHeartbeatsAsync(hostile, 4);

        Assert.InRange(hostile.Heartbeats, 4, 40);
        await AssertReturnAsync(hostile, spm, id);
    }

    [Fact]
    public async Task Sec_H7_AnIdentityThatCannotTravel_IsNotKept()
    {
        var (spm, id) = (Agent.MustFind(Role.Spm), await Agent.IdAsync(Stop));
        await using var hostile = await ReplaceServerAsync(
            _ => Clone, Register("""{"agentId":"evil","agentToken":"a\nb"}"""), () => 409);

        await WaitForHeartbeatsAsync(hostile, 2);

        Assert.Equal(id, await Agent.IdAsync(Stop));
        await AssertReturnAsync(hostile, spm, id);
    }

    [Fact]
    public async Task Sec_H7_AnIdentityOfAServerInWrongHands_DoesNotCostTheTrueOne()
    {
        var (spm, id, told) = (Agent.MustFind(Role.Spm), await Agent.IdAsync(Stop), 0);
        // The status of an answer is asked for before its body.
        await using var hostile = await ReplaceServerAsync(
            _ => Volatile.Read(ref told) == 1 ? Clone : HostileServer.Reply(),
            Register("""{"agentId":"evil","agentToken":"sound"}"""),
            () => Interlocked.Increment(ref told) == 1 ? 409 : 200);

        await WaitForHeartbeatsAsync(hostile, 3);

        await AssertReturnAsync(hostile, spm, id);
    }

    [Fact]
    public async Task Sec_H6_AServerCannotMoveAHost()
    {
        var (spm, id) = (Agent.MustFind(Role.Spm), await Agent.IdAsync(Stop));
        await using var elsewhere = await HostileServer.StartAsync(Fleet.Server.Data, 0, _ => HostileServer.Reply());
        var move = $$$"""{"revision":901,"settings":{"heartbeatSrv":"{{{elsewhere.Url}}}","proxy":"none"}}""";
        await using var hostile = await ReplaceServerAsync(_ => HostileServer.Reply(move));

        await WaitForFaultAsync("heartbeatSrv");
        await WaitForFaultAsync("proxy");
        await WaitForHeartbeatsAsync(hostile, 3);

        Assert.Equal(0, elsewhere.Heartbeats);
        await AssertReturnAsync(hostile, spm, id);
    }

    [Fact]
    public async Task Sec_H6_WhatAnEarlierVersionKept_IsNotObeyed()
    {
        await using var elsewhere = await HostileServer.StartAsync(Fleet.Server.Data, 0, _ => HostileServer.Reply());
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        await File.WriteAllTextAsync(Agent.Layout.Desired,
            $$$"""{"schema":1,"revision":901,"settings":{"heartbeatSrv":"{{{elsewhere.Url}}}"}}""", Stop);

        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();

        await WaitForHealthAsync();
        Assert.Equal(0, elsewhere.Heartbeats);
        // What was left out may still be told of; it is no setting any more.
        var held = JsonNode.Parse(await File.ReadAllTextAsync(Agent.Layout.Desired, Stop))!;
        Assert.Null(held["settings"]?["heartbeatSrv"]);
        Assert.DoesNotContain(elsewhere.Url.Authority, held.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_H6_TheOperatorIsToldWhatEveryHostWouldRefuse()
    {
        var id = await Agent.IdAsync(Stop);
        foreach (var (key, value) in new[]
        {
            ("heartbeatSrv", "https://other.example"), ("proxy", "none"), ("nonsense", "1"), ("spmMaxMem", "32MiB"),
        })
        {
            var change = new JsonObject { ["settings"] = new JsonObject { [key] = value } };
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(
                () => Fleet.Server.Api.ChangeDesiredAsync(id, change, Stop));
            Assert.Contains("422", refused.Message, StringComparison.Ordinal);
            Assert.Contains(key, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sec_M7_QuietForADay_IsNotObeyed()
    {
        await using var hostile = await ReplaceServerAsync(
            _ => HostileServer.Reply(more: ""","slowDownSeconds":86400"""));

        await Eventually.HoldsAsync("the log tells of it", Soon, () => Quiet().IsMatch(Log()), Stop);

        var seconds = double.Parse(Quiet().Match(Log()).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(seconds, 1, Limits.SlowDownSecondsMax);
        string Log() => File.ReadAllText(Agent.Layout.LogFile(Role.Spm));
    }

    [Fact]
    public async Task Sec_M7_NewsInEachAnswer_MakeNoLoop()
    {
        var revision = 900;
        await using var hostile = await ReplaceServerAsync(_ => HostileServer.Reply(
            $$"""{"revision":{{Interlocked.Increment(ref revision)}}}"""));
        await WaitForHeartbeatsAsync(hostile, 10);
        var before = hostile.Heartbeats;

        await Task.Delay(TimeSpan.FromSeconds(10), Stop);

        Assert.InRange(hostile.Heartbeats - before, 3,
            Limits.HeartbeatsAtOnceMax + (11 * Limits.HeartbeatsPerSecondMax));
    }

    [Fact]
    public async Task Sec_M8_TheGreatestOrderOfAll_IsNoOrder()
    {
        await Fleet.OrderSubAgentsAsync(Agent, [new() { ["name"] = "ticker", ["version"] = "1.0.0" }], Stop);
        await Agent.WaitForSubAgentAsync("ticker", Soon, Stop, s => s.Upgrade is { Phase: UpgradePhase.Success });
        var (spm, id) = (Agent.MustFind(Role.Spm), await Agent.IdAsync(Stop));
        await using var hostile = await ReplaceServerAsync(_ => HostileServer.Reply(
            """{"revision":901,"subAgents":[{"name":"ticker","version":"2.0.0","order":9223372036854775807}]}"""),
            ServeRepositoryAsync);
        await WaitForHeartbeatsAsync(hostile, 8);
        await AssertReturnAsync(hostile, spm, id);
        var since = DateTimeOffset.UtcNow;

        await Fleet.OrderSubAgentsAsync(Agent, [new() { ["name"] = "ticker", ["version"] = "2.0.0" }], Stop);

        await Agent.WaitForAsync(Role.Spm, "it is tried under the true server's order", s => s.SubAgents.Any(a =>
            a is { Name: "ticker", Upgrade: { To: "2.0.0", Phase: UpgradePhase.RolledBack } upgrade } && upgrade.At > since),
            Soon, Stop);
    }

    [Fact]
    public async Task Sec_L16_FaultsOfWhatIsNotWantedAnyMore_GoAway()
    {
        var wanted = """{"revision":901,"subAgents":[{"name":"nosuch","version":"1"}]}""";
        await using var hostile = await ReplaceServerAsync(_ => HostileServer.Reply(Volatile.Read(ref wanted)));
        await WaitForFaultAsync("nosuch");

        Volatile.Write(ref wanted, """{"revision":902,"subAgents":[]}""");

        await Agent.WaitForAsync(Role.Spm, "its fault is gone",
            s => s.Revision == 902 && !Faults(s).Contains("nosuch", StringComparison.Ordinal), Soon, Stop);
    }

    [Fact]
    public async Task AKindThatThisVersionDoesNotKnow_IsAnsweredWithARefusal_AndTheRestOfTheAnswerCounts()
    {
        var result = "";
        var reply = $$"""
            {"schema":9,"serverTime":"{{DateTimeOffset.UtcNow:O}}","novelty":{"x":[1]},
             "desired":{"revision":901,"settings":{"logLevel":"debug"},"mood":"good"},
             "commands":[{"id":"c1","kind":"make-coffee","sugar":2,"expiresAt":"{{DateTimeOffset.UtcNow.AddHours(1):O}}"}]}
            """;
        await using var hostile = await ReplaceServerAsync(_ => reply, async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            if (context.Request.Path.Value!.EndsWith("/c1/result", StringComparison.Ordinal)) Volatile.Write(ref result, body);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });

        await Eventually.HoldsAsync("the result arrives", Soon, () => Volatile.Read(ref result).Length > 0, Stop);

        Assert.Contains("\"refused\"", result, StringComparison.Ordinal);
        Assert.Contains("not understood by this version", result, StringComparison.Ordinal);
        await Agent.WaitForAsync(Role.Spm, "the desired state counts", s => s.Revision == 901, Soon, Stop);
    }

    private static RequestDelegate Register(string reply) => async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(reply);
    };

    private async Task ServeRepositoryAsync(HttpContext context)
    {
        var path = Path.Combine(Fleet.Server.Repository, context.Request.Path.Value!.Replace("/repo/", "", StringComparison.Ordinal));
        if (File.Exists(path)) await context.Response.SendFileAsync(path);
        else context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    [GeneratedRegex(@"next heartbeat in ([0-9.]+) s")]
    private static partial Regex Quiet();
}
