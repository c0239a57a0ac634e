using System.Net;
using Aops.Contracts.Wire;
using Aops.Hosting.Connections;

namespace Aops.Spm.Tests.Heartbeats;

/// <summary>
/// What is asked of the server, what of its answers is taken in, and what ends a wait; <see cref="HeartbeatPauseTests"/> has
/// the pauses.
/// </summary>
public sealed class HeartbeatServiceTests
{
    private static readonly TimeSpan NewsGap = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Hold_IsAskedFor_OnceTheServerHasAccepted()
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        var holds = new List<int>();
        foreach (var status in new[] { 200, 200, 503, 503, 200, 200 })
        {
            var heartbeat = await bench.Server.NextAsync();
            holds.Add(heartbeat.Heartbeat.HoldSeconds);
            bench.Spm.Clock.Advance(TimeSpan.FromSeconds(heartbeat.Heartbeat.HoldSeconds));
            if (status == 200) heartbeat.Accept();
            else heartbeat.Answer((HttpStatusCode)status);
            await bench.PassPauseAsync();
        }

        // The first one of an installation, and those that find out whether the server is back.
        Assert.Equal([0, 30, 30, 0, 0, 30], holds);
    }

    [Fact]
    public async Task News_TakeTheHeldHeartbeatBack_AndGoOutTogetherAMomentLater()
    {
        await using var bench = await new HeartbeatBench().StartAcceptedAsync();
        var held = await bench.Server.NextAsync();

        bench.Spm.State.SetFault("a", "the first fault");
        await held.TakenBack.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(NewsGap, await bench.PauseAsync());
        bench.Spm.State.SetFault("b", "the second fault");
        bench.Spm.Clock.Advance(NewsGap);

        var next = await bench.Server.NextAsync();
        Assert.Equal(["the first fault", "the second fault"], next.Heartbeat.Agent.Faults);
        Assert.Equal(held.Heartbeat.Sequence + 1, next.Heartbeat.Sequence);
        // Both are told by it, so that nothing takes it back.
        next.Accept();
        Assert.Equal(30, (await bench.Server.NextAsync()).Heartbeat.HoldSeconds);
        Assert.Equal((2L, 0L), (bench.Heartbeats.Tally.Accepted, bench.Heartbeats.Tally.Failed));
    }

    [Fact]
    public async Task NewsDuringAnAwaitedHeartbeat_LeaveItItsAnswer_AndGoOutWithTheNext()
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        var first = await bench.Server.NextAsync();

        bench.Spm.State.SetFault("a", "a fault");
        first.Accept();

        var next = await bench.Server.NextAsync();
        Assert.False(first.TakenBack.IsCompleted);
        Assert.Equal("a fault", Assert.Single(next.Heartbeat.Agent.Faults));
        Assert.Equal(1, bench.Heartbeats.Tally.Accepted);
    }

    [Fact]
    public async Task Quiet_Holds_WhateverIsNews()
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        (await bench.Server.NextAsync()).Accept("""{"slowDownSeconds":100}""");
        Assert.Equal(110, (await bench.PauseAsync()).TotalSeconds);

        bench.Spm.State.SetFault("a", "a fault");
        bench.Heartbeats.Wake();
        bench.Spm.Clock.Advance(TimeSpan.FromSeconds(109));

        Assert.Equal(1, (await bench.PauseAsync()).TotalSeconds);
    }

    [Theory]
    [InlineData("setting", "503:1 503:2 503:4 503:8", "503:16")]
    [InlineData("connection", "503:1 503:2 503:4 503:8", "503:16")]
    [InlineData("judge", "503:1 503:2 503:4 503:8", "503:1")]
    public async Task AWaitAfterFailures_EndsEarly_AndTheJudgeForgetsThem(string by, string before, string after)
    {
        await using var bench = await new HeartbeatBench().StartAcceptedAsync();
        await bench.PlayAsync(before[..^6]);
        (await bench.Server.NextAsync()).Answer(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(8, (await bench.PauseAsync()).TotalSeconds);

        if (by == "judge") bench.Heartbeats.Wake();
        else if (by == "setting") bench.Spm.State.Settings.SetOverlay(Overlay("pingInterval", "6s"));
        else MoveTo(bench, "other");

        Assert.Equal(after, await bench.PlayAsync(after));
    }

    [Fact]
    public async Task AChangedConnection_IsProvenAtOnce_WithoutAHold()
    {
        await using var bench = await new HeartbeatBench().StartAcceptedAsync();
        var held = await bench.Server.NextAsync();

        MoveTo(bench, "other");
        await held.TakenBack.WaitAsync(TimeSpan.FromSeconds(30));
        await bench.PassPauseAsync();

        var probing = await bench.Server.NextAsync();
        Assert.Equal(("other", 0), (probing.Host, probing.Heartbeat.HoldSeconds));
        probing.Accept();
        Assert.Equal(30, (await bench.Server.NextAsync()).Heartbeat.HoldSeconds);
        Assert.Equal(ConnectionState.Proven, bench.Connections.Record.State);
    }

    [Theory]
    [InlineData("503", true, "answered 503")]
    [InlineData("lost", false, "no route to host")]
    [InlineData("late", false, "gave no answer in time")]
    [InlineData("page", false, "something that is no answer")]
    public async Task AFailure_IsTold_AndWhetherTheServerRefused(string answer, bool isRefused, string sentence)
    {
        await using var bench = await new HeartbeatBench().StartAcceptedAsync();

        await bench.PlayAsync(answer);

        var tally = bench.Heartbeats.Tally;
        Assert.Equal((1L, 1L, isRefused), (tally.Accepted, tally.Failed, tally.IsRefused));
        Assert.Contains(sentence, tally.Fault, StringComparison.Ordinal);
        Assert.Contains("next try in 1.0 s", tally.Fault, StringComparison.Ordinal);
        await bench.PlayAsync("200");
        Assert.Null(bench.Heartbeats.Fault);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(3)]
    public async Task AnotherRevision_AlsoALowerOne_Holds_AndIsToldWithTheNext(long revision)
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        (await bench.Server.NextAsync()).Accept("""{"desired":{"revision":5}}""");
        Assert.Equal(5, (await Accept(bench, $$$"""{"desired":{"revision":{{{revision}}}}}""")).Revision);

        Assert.Equal(revision, (await bench.Server.NextAsync()).Heartbeat.Revision);
    }

    [Fact]
    public async Task WhatIsNoDesiredState_ChangesNothing_AndIsAFaultUntilAnAnswerWithoutOne()
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        (await bench.Server.NextAsync()).Accept("""{"desired":{"revision":5}}""");

        await Accept(bench, """{"desired":{"revision":"six"},"slowDownSeconds":0}""");
        var after = await bench.Server.NextAsync();
        Assert.Equal(5, after.Heartbeat.Revision);
        Assert.Contains("the last good one holds", Assert.Single(bench.Spm.State.Desired.Faults), StringComparison.Ordinal);
        after.Accept();
        await bench.Server.NextAsync();
        Assert.Empty(bench.Spm.State.Desired.Faults);
    }

    [Fact]
    public async Task PartsThatCannotBeUsed_AreAFault_UntilAnAnswerIsWhole()
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        (await bench.Server.NextAsync()).Accept("""{"commands":7,"slowDownSeconds":"a lot"}""");

        var told = await Accept(bench, """{"commands":[]}""");
        Assert.Contains("slowDownSeconds is no number", Assert.Single(told.Agent.Faults), StringComparison.Ordinal);
        Assert.Empty((await bench.Server.NextAsync()).Heartbeat.Agent.Faults);
    }

    [Fact]
    public async Task Commands_AreHandedOn_AndTheCounterGoesBack()
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        (await bench.Server.NextAsync()).Accept(
            """{"counter":41,"commands":[{"id":"a","kind":"rollback","expiresAt":"2031-01-01T00:00:00Z"}]}""");

        Assert.Equal(41, (await bench.Server.NextAsync()).Heartbeat.Host.Instance!.Counter);
        Assert.True(bench.Spm.State.Inbox.Reader.TryRead(out var ordered));
        Assert.Equal((CommandKind.Rollback, null), (ordered.Command.Kind, ordered.Refusal));
    }

    private static Dictionary<string, string> Overlay(string key, string value) => new() { [key] = value };

    // Accepts the next heartbeat, and returns it.
    private static async Task<HeartbeatRequest> Accept(HeartbeatBench bench, string body)
    {
        var heartbeat = await bench.Server.NextAsync();
        heartbeat.Accept(body);
        return heartbeat.Heartbeat;
    }

    private static void MoveTo(HeartbeatBench bench, string host) => bench.Connections.Apply(new ConnectionEvent.Signed(
        1, bench.Connections.Current! with { Server = new Uri($"https://{host}:7443/") }));
}
