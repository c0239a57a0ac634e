using System.Text.Json;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Heartbeats;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>What agents may say of themselves is bounded, each and together.</summary>
public sealed class StatusBoundsTests
{
    [Fact]
    public async Task Sec_H9_ListOfTheFleet_DoesNotGrowWithStatuses()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var big = Big(agent.Heartbeat(), subAgents: 60, reportChars: 60_000);

        await agent.SendAsync(big);

        var list = await server.Operator.GetOkAsync("/api/fleet");
        Assert.InRange(list.ToJsonString().Length, 1, 2 * ServerLimits.SummaryBytesMax);
        Assert.Equal("box", (string?)list["agents"]![0]!["hostname"]);
        Assert.NotEmpty(list["agents"]![0]!["subAgents"]!.AsArray());
    }

    [Theory]
    [InlineData(512, "x")]
    [InlineData(512, "\u0001")]
    [InlineData(1, "é")]
    public void Summary_IsBounded_AndSaysWhatItLeavesOut(int subAgents, string letter)
    {
        var heartbeat = Big(Beat(), subAgents, reportChars: 10, letter);

        var summary = StatusDocument.Summary(heartbeat);
        var read = JsonSerializer.Deserialize(summary, Contracts.Json.ContractsJson.Default.HeartbeatRequest)!;

        Assert.InRange(summary.Length, 1, ServerLimits.SummaryBytesMax);
        Assert.Equal(subAgents > 64, read.Agent.Faults.Any(f => f.EndsWith("more sub-agents; see this host alone", StringComparison.Ordinal)));
        Assert.True(StatusDocument.IsSummary(read));
    }

    [Fact]
    public void Whole_HasABound()
    {
        Assert.NotNull(StatusDocument.Whole(Beat()));
        Assert.Null(StatusDocument.Whole(Big(Beat(), subAgents: 60, reportChars: 60_000)));
    }

    [Fact]
    public async Task Sum_IsBounded_AndASummaryAlwaysHasItsPlace()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        var budget = new StatusBudget(new AgentStore(database), bytesMax: 1000);

        Assert.Equal(600, budget.Choose("a", new byte[600], new byte[10]).Length);
        Assert.Equal(10, budget.Choose("b", new byte[600], new byte[10]).Length);
        Assert.Equal(300, budget.Choose("a", new byte[300], new byte[10]).Length);
        Assert.Equal(600, budget.Choose("b", new byte[600], new byte[10]).Length);
        Assert.Equal(10, budget.Choose("c", null, new byte[10]).Length);
        budget.Forget("a");
        Assert.Equal(610, budget.Sum);
    }

    [Fact]
    public void LastHeartbeats_AreDropped_TheOldestFirst()
    {
        var last = new LastHeartbeats(bytesMax: 100);
        foreach (var id in new[] { "a", "b", "a", "c" }) last.Set(id, new LastHeartbeat(Beat(), 40, null));

        Assert.Null(last.Find("b"));
        Assert.NotNull(last.Find("a"));
        Assert.NotNull(last.Find("c"));
    }

    private static HeartbeatRequest Beat() => new TestAgent(null!, "a", "t").Heartbeat();

    private static HeartbeatRequest Big(HeartbeatRequest heartbeat, int subAgents, int reportChars, string letter = "x")
    {
        var report = JsonSerializer.SerializeToElement(new string('x', reportChars), StringJson.Default.String);
        var text = string.Concat(Enumerable.Repeat(letter, 2000));
        return heartbeat with
        {
            Agent = heartbeat.Agent with { Faults = [.. Enumerable.Repeat(text, 40)] },
            SubAgents =
            [
                .. Enumerable.Range(0, subAgents).Select(number => new SubAgentStatus
                {
                    Name = $"s{number}", State = ProcessState.Failed, Since = DateTimeOffset.UnixEpoch,
                    Fault = text, LastExit = text, Report = report,
                }),
            ],
        };
    }
}

/// <summary>A string as JSON.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class StringJson : System.Text.Json.Serialization.JsonSerializerContext;
