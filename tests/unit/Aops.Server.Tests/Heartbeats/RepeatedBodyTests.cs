using System.Text;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Heartbeats;

namespace Aops.Server.Tests.Heartbeats;

/// <summary>A body is recognized only where it would be read as the same heartbeat with other measured numbers.</summary>
public sealed class RepeatedBodyTests
{
    private static readonly AgentCredential Sender = new("a1", new byte[32], "aa", "box");

    private const string Body =
        """
        {"schema":1,"sequence":41,"revision":3,"history":"h","holdSeconds":30,"intervalSeconds":30,
        "host":{"hostname":"box","machineId":"aa","architecture":"x64","instance":{"boot":"b","counter":7}},
        "agent":{"version":"1.0.0","startedAt":"2026-01-01T00:00:00Z","spmPid":5,"spmRssBytes":1000,"spaRssBytes":900,
        "faults":["disk 93 %","sequence 7"]},
        "subAgents":[{"name":"a","state":"running","since":"2026-01-01T00:00:00Z","restarts":2,"rssBytes":0,"cpuMilliseconds":10},
        {"name":"b","state":"running","since":"2026-01-01T00:00:00Z","cpuMilliseconds":20,"rssBytes":30}]}
        """;

    private static readonly long[] Numbers = [41, 7, 1000, 900, 0, 10, 20, 30];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static HeartbeatRequest Read(byte[] body) => HeartbeatGate.Read(body, Sender, out _)!;

    private static string Text(HeartbeatRequest heartbeat) =>
        JsonSerializer.Serialize(heartbeat, ContractsJson.Default.HeartbeatRequest);

    private static bool Recognizes(RepeatedBody known, byte[] body, out long[] values) =>
        known.TryRead(body, values = new long[known.Numbers.Length]);

    [Fact]
    public void OtherNumbers_AreRecognized_AndTaken()
    {
        var known = RepeatedBody.Of(Utf8(Body))!;
        var next = Body.Replace(":41,", ":12345  ,").Replace(":7}", ":999999999999}").Replace(":1000,", ":0,").Replace(":20,", ":21,");

        Assert.Equal(Numbers, known.Values());
        Assert.True(Recognizes(known, Utf8(next), out var values));
        Assert.Equal([12345, 999999999999, 0, 900, 0, 10, 21, 30], values);
        Assert.Equal(Text(Read(Utf8(next))),
            Text(HeartbeatRepeat.Of(known, Sender, Read(Utf8(Body))) is { } repeat ? Taken(repeat, values) : null!));
    }

    private static HeartbeatRequest Taken(HeartbeatRepeat repeat, long[] values)
    {
        repeat.Take(values);
        return repeat.Newest;
    }

    // Each byte of the body in turn is any of those that change what JSON means.
    [Fact]
    public void WhateverIsRecognized_IsReadAsTheSame_WithTheseNumbers()
    {
        var body = Utf8(Body);
        var known = RepeatedBody.Of(body)!;
        var heartbeat = Read(body);
        var recognized = 0;
        foreach (var other in "\"{}[]:,.0123456789eE-+ \n\\ntfu\0x"u8)
        {
            for (var at = 0; at < body.Length; at++)
            {
                foreach (var changed in (byte[][])
                    [[.. body[..at], other, .. body[(at + 1)..]], [.. body[..at], other, .. body[at..]], [.. body[..at], .. body[(at + 1)..]]])
                {
                    if (!Recognizes(known, changed, out var values)) continue;
                    recognized++;
                    Assert.Equal(Text(Read(changed)), Text(MeasuredValues.Replace(heartbeat, known.Numbers, values)));
                }
            }
        }
        Assert.InRange(recognized, 200, int.MaxValue);
    }

    [Theory]
    [InlineData("a fraction", ":41,", ":41.5,")]
    [InlineData("an exponent", ":41,", ":41e3,")]
    [InlineData("a sign", ":41,", ":-41,")]
    [InlineData("a leading zero", ":41,", ":041,")]
    [InlineData("no digits", ":41,", ":,")]
    [InlineData("more than a long has", ":41,", ":9999999999999999999,")]
    [InlineData("null", ":7}", ":null}")]
    [InlineData("a text", ":7}", ":\"7\"}")]
    [InlineData("a restart", "\"restarts\":2", "\"restarts\":3")]
    [InlineData("a number in a text", "sequence 7", "sequence 8")]
    [InlineData("another hold", "\"holdSeconds\":30", "\"holdSeconds\":60")]
    [InlineData("a member more", "\"schema\":1,", "\"schema\":1,\"held\":{},")]
    [InlineData("what follows it", "30}]}", "30}]} x")]
    public void AnythingElse_IsNotRecognized(string what, string before, string after)
    {
        Assert.Contains(before, Body, StringComparison.Ordinal);
        Assert.False(Recognizes(RepeatedBody.Of(Utf8(Body))!, Utf8(Body.Replace(before, after)), out _), what);
    }

    [Theory]
    [InlineData("""{"sequence":1,"sequence":2}""")]
    [InlineData("""{"sequence":1,"\u0073equence":2}""")]
    [InlineData("""{"agent":{"spmRssBytes":1},"agent":{"spmRssBytes":2}}""")]
    [InlineData("""{"subAgents":[{"rssBytes":1,"rssBytes":2}]}""")]
    [InlineData("""{"sequence":{"a":1}}""")]
    [InlineData("""{"sequence":1,"\ud800":2}""")]
    [InlineData("[1]")]
    [InlineData("""{"sequence":1""")]
    public void BodyThatCanBeReadInTwoWays_IsNotRemembered(string body) => Assert.Null(RepeatedBody.Of(Utf8(body)));

    [Fact]
    public void LongBodies_AndThoseOfManyNumbers_AreNotRemembered()
    {
        var subAgent = """{"name":"NAME","state":"running","since":"2026-01-01T00:00:00Z","rssBytes":1}""";
        string With(int count) => $$"""{"subAgents":[{{string.Join(',', Enumerable.Repeat(subAgent, count))}}]}""";

        Assert.NotNull(RepeatedBody.Of(Utf8(With(64))));
        Assert.Null(RepeatedBody.Of(Utf8(With(65))));
        Assert.Null(RepeatedBody.Of(Utf8("{\"x\":\"" + new string('x', FleetLimits.RepeatedBodyBytesMax) + "\"}")));
    }

    // A sub-agent without a valid name is left out, and the others have other places than in the body.
    [Theory]
    [InlineData("\"name\":\"a\"", "\"name\":\"../a\"")]
    [InlineData("\"sequence\":41", "\"sequence\":7000000000000000000000")]
    [InlineData("\"architecture\":\"x64\"", "\"architecture\":5,\"os\":[]")]
    public void HeartbeatOfWhichAPartWasLeftOut_IsRememberedOnlyWithItsNumbers(string before, string after)
    {
        var body = Utf8(Body.Replace(before, after));
        var heartbeat = Read(body);

        var repeat = HeartbeatRepeat.Of(RepeatedBody.Of(body)!, Sender, heartbeat);

        Assert.True(repeat is null || Text(repeat.Newest) == Text(heartbeat));
        if (before.Contains("name", StringComparison.Ordinal)) Assert.Null(repeat);
    }
}
