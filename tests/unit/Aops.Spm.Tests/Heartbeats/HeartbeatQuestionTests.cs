using System.Net;
using Aops.TestSupport;

namespace Aops.Spm.Tests.Heartbeats;

/// <summary>What the host asks the server before a switch.</summary>
public sealed class HeartbeatQuestionTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task AQuestion_TakesTheHeldHeartbeatBack_AndTheReplyIsTakenInBeforeItIsAnswered()
    {
        await using var bench = await new HeartbeatBench().StartAcceptedAsync();
        var held = await bench.Server.NextAsync();

        var asked = bench.Questions.AskAsync(Wait, CancellationToken.None);
        var askedToo = bench.Questions.AskAsync(Wait, CancellationToken.None);
        await held.TakenBack.WaitAsync(TimeSpan.FromSeconds(30));
        await PassGapAsync(bench);
        var question = await bench.Server.NextAsync();
        Assert.Equal(0, question.Heartbeat.HoldSeconds);
        Assert.False(asked.IsCompleted);
        question.Accept("""{"desired":{"revision":9}}""");

        Assert.True(await asked);
        Assert.True(await askedToo);
        Assert.Equal(9, bench.Spm.State.Desired.Revision);
        Assert.Equal(30, (await bench.Server.NextAsync()).Heartbeat.HoldSeconds);
    }

    [Fact]
    public async Task AReplyToAHeartbeatThatWasSentBefore_IsNoAnswer()
    {
        await using var bench = await new HeartbeatBench().StartAcceptedAsync();
        var held = await bench.Server.NextAsync();

        var asked = bench.Questions.AskAsync(Wait, CancellationToken.None);
        held.Accept();
        await held.TakenBack.WaitAsync(TimeSpan.FromSeconds(1)).ContinueWith(_ => { }, TaskScheduler.Default);
        if (!bench.Server.IsAsked) await PassGapAsync(bench);
        var question = await bench.Server.NextAsync();
        Assert.False(asked.IsCompleted);
        question.Accept();

        Assert.True(await asked);
    }

    [Fact]
    public async Task ARefusal_IsNoReply_AndWhileHeartbeatsFailNothingIsAsked()
    {
        await using var bench = await new HeartbeatBench().StartAcceptedAsync();
        await bench.Server.NextAsync();
        var asked = bench.Questions.AskAsync(Wait, CancellationToken.None);
        await PassGapAsync(bench);
        (await bench.Server.NextAsync()).Answer(HttpStatusCode.ServiceUnavailable);

        Assert.False(await asked);
        await Eventually.HoldsAsync(() => bench.Heartbeats.Fault is not null);
        var again = bench.Questions.AskAsync(Wait, CancellationToken.None);
        Assert.True(again.IsCompleted);
        Assert.False(await again);
    }

    [Fact]
    public async Task WithoutAReply_TheWaitEnds()
    {
        await using var bench = await new HeartbeatBench().StartAcceptedAsync();
        await bench.Server.NextAsync();
        var asked = bench.Questions.AskAsync(Wait, CancellationToken.None);
        await PassGapAsync(bench);
        await bench.Server.NextAsync();

        bench.Spm.Clock.Advance(Wait);

        Assert.False(await asked);
    }

    private static async Task PassGapAsync(HeartbeatBench bench)
    {
        var gap = TimeSpan.FromMilliseconds(250);
        await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait == gap);
        bench.Spm.Clock.Advance(gap);
    }
}
