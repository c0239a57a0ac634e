using System.Diagnostics;
using System.Text;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Heartbeats;
using Aops.Server.Http;

namespace Aops.Server.Tests;

/// <summary>Heartbeats whose bytes are no text: they are read, and what cannot be taken is left out.</summary>
public sealed class HeartbeatBytesTests
{
    private const string Agent = """ "agent":{"version":"1.0.0","startedAt":"2026-01-01T00:00:00Z"} """;

    private static readonly AgentCredential Sender = new("a1", new byte[32], "aa", "web-1");

    // Latin-1, so that what is above 7f is no UTF-8.
    private static HeartbeatRequest Read(string body) => JsonBody.Parse(Encoding.Latin1.GetBytes(body), HeartbeatShape.Bound,
        bytes => HeartbeatGate.Read(bytes, Sender, out _)!);

    [Theory]
    [InlineData("""{"hostname":"w¹b","machineId":"aa","architecture":"x"}""", "[]")]
    [InlineData("""{"hostname":"w","machineId":"aa","architecture":"x","¹":1}""", "[]")]
    [InlineData("""{"hostname":"w","machineId":"aa","architecture":"x","\udfff":1}""", "[]")]
    [InlineData("{}", """[{"name":"a","state":"running","since":"2026-01-01T00:00:00Z","report":"¹"}]""")]
    [InlineData("{}", """[{"name":"a","state":"running","since":"2026-01-01T00:00:00Z","report":{"¹":"\ud800"}}]""")]
    [InlineData("{}", """[{"name":"a","state":"running","since":"2026-01-01T00:00:00Z","\udfff":"report"}]""")]
    public void BytesThatAreNoText_CostNoHeartbeat(string host, string subAgents)
    {
        var heartbeat = Read($$"""{"host":{{host}},{{Agent}},"subAgents":{{subAgents}},"\udfff":7}""");

        Assert.Equal("1.0.0", heartbeat.Agent.Version);
        Assert.Equal(subAgents == "[]" ? 0 : 1, heartbeat.SubAgents.Count);
        Assert.NotEmpty(StatusDocument.Summary(heartbeat));
        _ = StatusDocument.Whole(heartbeat);
    }

    // Each member of the contract costs a reading of the part: those that it does not have must cost none.
    [Fact]
    public void MembersThatTheContractDoesNotHave_CostNoTime()
    {
        var members = string.Join(',', Enumerable.Range(0, 9000).Select(i => $"\"m{i}\":{i}"));
        var begun = Stopwatch.GetTimestamp();

        var heartbeat = Read($$"""{"host":{"os":7,{{members}}},{{Agent}}}""");

        Assert.Equal("1.0.0", heartbeat.Agent.Version);
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }
}
