using System.Text;
using Aops.Spm.Heartbeats;

namespace Aops.Spm.Tests.Runs;

/// <summary>Runs of a reply are read one by one: a damaged one costs no other.</summary>
public sealed class RunOfferTests
{
    private static ServerReply Read(string members)
    {
        var reply = ReplyGate.Read(
            Encoding.UTF8.GetBytes($$"""{"serverTime":"2030-01-01T00:00:00Z",{{members}}}"""), DateTimeOffset.UnixEpoch, out var fault);
        Assert.True(reply is not null, fault);
        return reply;
    }

    [Fact]
    public void Orders_AreRead_AndDamagedOnesRefused()
    {
        var reply = Read("""
            "runs":[
              {"id":"a","startBefore":"2030-01-01T00:00:00Z","command":{"args":["/bin/true"]}},
              {"id":"b"}, {"id":"c","startBefore":"2030-01-01T00:00:00Z","command":5}, {"id":"../d"}, 7,
              {"id":"e","startBefore":"2030-01-01T00:00:00Z","parameters":null,"runbook":{"name":"n","version":"1"}}],
            "cancelledRuns":["x", 5, "../y", "z"]
            """);

        Assert.Equal(["a", "b", "c", "e"], reply.Runs.Select(r => r.Order.Id));
        Assert.Equal(["x", "z"], reply.CancelledRuns);
        Assert.Null(reply.Runs[0].Refusal);
        Assert.Equal(["/bin/true"], reply.Runs[0].Order.Command?.Args);
        Assert.All(reply.Runs.Skip(1).Take(2), r => Assert.NotNull(r.Refusal));
        Assert.Equal(2, reply.Faults.Count);
    }

    [Theory]
    [InlineData("\"runs\":5", "the server's runs are no list; they are left out")]
    [InlineData("\"cancelledRuns\":{}", "the server's cancelledRuns are no list; they are left out")]
    public void WhatIsNoList_IsNamed(string members, string fault) => Assert.Equal([fault], Read(members).Faults);

    [Fact]
    public void MoreThanTheLimit_IsLeftForTheNextReply()
    {
        var all = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"id":"r{{i}}","startBefore":"2030-01-01T00:00:00Z"}"""));
        var cancelled = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"r{i}\""));

        var reply = Read($"\"runs\":[{all}],\"cancelledRuns\":[{cancelled}]");

        Assert.Equal((16, 64), (reply.Runs.Count, reply.CancelledRuns.Count));
    }

    [Fact]
    public void NoRuns_IsNothing()
    {
        Assert.Empty(Read("\"runs\":null,\"cancelledRuns\":null").Runs);
        Assert.Empty(Read("\"slowDownSeconds\":0").Faults);
    }
}
