using System.Text;
using Aops.Server.Budgets;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Guards;

public sealed class BudgetTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Bucket_IsRefilledByTime()
    {
        var bucket = new TokenBucket(new BucketSize(2, 0.5), _clock);

        Assert.Equal(TimeSpan.Zero, bucket.Take(2));
        Assert.Equal(TimeSpan.FromSeconds(2), bucket.Take(1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, bucket.Take(1));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(bucket.IsFull);
    }

    [Fact]
    public void Table_IsBounded_AndForgetsFullBuckets()
    {
        var table = new BucketTable<int>(new BucketSize(1, 1), keysMax: 10, _clock);
        for (var key = 0; key < 100; key++) table.Take(key, 1);

        Assert.Equal(10, table.Count);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.Zero, table.Take(1000, 1));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public async Task LargeBodies_DoNotTakeTheRoomOfSmallOnes()
    {
        using var budget = new BodyBudget();
        for (var count = 0; count < 2; count++)
            await budget.AcquireAsync(ServerLimits.LargeBodiesBytesMax / 2, false, CancellationToken.None);

        var third = budget.AcquireAsync(ServerLimits.LargeBodiesBytesMax / 2, false, CancellationToken.None);

        Assert.False(third.IsCompleted);
        using var small = await budget.AcquireAsync(ServerLimits.SmallBodyBytesMax, false, CancellationToken.None);
        Assert.True(small.IsAcquired);
    }

    [Fact]
    public async Task Output_DoesNotTakeTheRoomOfOtherBodies()
    {
        using var budget = new BodyBudget();
        await budget.AcquireAsync(FleetLimits.OutputBodiesBytesMax, true, CancellationToken.None);

        var second = budget.AcquireAsync(1, true, CancellationToken.None);

        Assert.False(second.IsCompleted);
        using var small = await budget.AcquireAsync(ServerLimits.SmallBodyBytesMax, false, CancellationToken.None);
        using var large = await budget.AcquireAsync(ServerLimits.LargeBodiesBytesMax, false, CancellationToken.None);
        Assert.True(small.IsAcquired && large.IsAcquired);
    }

    [Fact]
    public void Output_HasARateOfItsOwn_ForEachAgent_AndForAll()
    {
        const int piece = 1024 * 1024;
        var rates = new RequestRates(_clock);
        for (var sent = 0; sent < FleetLimits.AgentOutputBytes.Burst; sent += piece) rates.ChargeOutput("a", piece);

        var own = Assert.Throws<RequestFault>(() => rates.ChargeOutput("a", piece));

        Assert.Equal((429, TimeSpan.FromSeconds(1.0 / 16)), (own.Problem.Status, own.RetryAfter));
        rates.ChargeAgent("a", (long)ServerLimits.AgentBytes.Burst);
        var agents = (int)(FleetLimits.FleetOutputBytes.Burst / FleetLimits.AgentOutputBytes.Burst);
        for (var agent = 1; agent < agents; agent++)
            for (var sent = 0; sent < FleetLimits.AgentOutputBytes.Burst; sent += piece)
                rates.ChargeOutput($"b{agent}", piece);
        Assert.StartsWith("All agents together send more output than is taken.",
            Assert.Throws<RequestFault>(() => rates.ChargeOutput("c", piece)).Problem.Detail, StringComparison.Ordinal);
        rates.ChargeAgent("c", piece);
        // A second brings what one agent may send, and four of them.
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var sent = 0; sent < FleetLimits.AgentOutputBytes.PerSecond; sent += piece) rates.ChargeOutput("a", piece);
        Assert.Throws<RequestFault>(() => rates.ChargeOutput("a", piece));
        rates.ChargeOutput("c", piece);
    }

    [Fact]
    public async Task Room_SendsAwayWhoFindsNone()
    {
        using var room = new Room(1, 1, TimeSpan.FromMilliseconds(20), "It is full.");
        using var taken = await room.TakeAsync(1, CancellationToken.None);

        var fault = await Assert.ThrowsAsync<RequestFault>(() => room.TakeAsync(1, CancellationToken.None));

        Assert.Equal(503, fault.Problem.Status);
        Assert.NotNull(fault.RetryAfter);
    }

    [Fact]
    public void Events_BeyondTheBudgetOfAnAgent_AreCounted()
    {
        var budget = new EventBudget(_clock);
        var taken = Enumerable.Range(0, 1000).Count(_ => budget.TryTake(EventClass.Agent, "a", "host"));

        Assert.Equal(ServerLimits.AgentEvents.Burst, taken);
        Assert.True(budget.TryTake(EventClass.Agent, "b", "host"));
        Assert.Equal((EventClass.Agent, "a", "host", 400), Assert.Single(budget.TakeDropped()));
        budget.TryTake(EventClass.Agent, "a", "host");
        Assert.Empty(budget.TakeDropped());
        _clock.Advance(ServerLimits.EventsSummaryPause);
        Assert.Equal(1, Assert.Single(budget.TakeDropped()).Count);
    }

    [Theory]
    [InlineData("desired")]
    [InlineData("removed")]
    [InlineData("published")]
    [InlineData("a-kind-of-tomorrow")]
    public void Kinds_ThatNoAgentCauses_AreTheOperators(string kind) =>
        Assert.Equal(EventClass.Operator, EventKinds.ClassOf(kind));

    [Fact]
    public void Json_WithTooManyValues_IsRefused()
    {
        var zeros = Encoding.UTF8.GetBytes("[" + string.Concat(Enumerable.Repeat("0,", ServerLimits.JsonValuesMax)) + "0]");

        var fault = Assert.Throws<RequestFault>(() => JsonShapes.Plain(zeros));

        Assert.Equal(413, fault.Problem.Status);
    }

    [Theory]
    [InlineData("report", true)]
    [InlineData("r\\u0065port", true)]
    [InlineData("other", false)]
    public void Report_WithTooManyValues_IsLeftOut_AndNothingElse(string name, bool isLeftOut)
    {
        var count = isLeftOut ? ServerLimits.ReportValuesMax : 100;
        var zeros = string.Concat(Enumerable.Repeat("0,", count));
        var text = $$$"""{"sequence":1,"subAgents":[{"name":"a","{{{name}}}":[{{{zeros}}}0]},{"name":"b","report":{"x":[1]}}]}""";
        var json = Encoding.UTF8.GetBytes(text);

        HeartbeatShape.Bound(json);

        var node = System.Text.Json.Nodes.JsonNode.Parse(json)!;
        var first = node["subAgents"]![0]![name.Replace("\\u0065", "e", StringComparison.Ordinal)]!;
        Assert.Equal(isLeftOut, first is System.Text.Json.Nodes.JsonObject);
        Assert.Equal("""{"x":[1]}""", node["subAgents"]![1]!["report"]!.ToJsonString());
        Assert.Equal(1, (int)node["sequence"]!);
    }

    [Fact]
    public void Reports_TogetherTooMany_AreLeftOut()
    {
        var report = $"[{string.Concat(Enumerable.Repeat("0,", 10_000))}0]";
        var subAgents = string.Join(',', Enumerable.Range(0, 20).Select(i => $"{{\"name\":\"s{i}\",\"report\":{report}}}"));
        var json = Encoding.UTF8.GetBytes($$"""{"subAgents":[{{subAgents}}]}""");

        HeartbeatShape.Bound(json);

        var kept = System.Text.Json.Nodes.JsonNode.Parse(json)!["subAgents"]!.AsArray()
            .Count(s => s!["report"] is System.Text.Json.Nodes.JsonArray);
        Assert.Equal(ServerLimits.ReportsValuesMax / 10_002, kept);
    }
}
