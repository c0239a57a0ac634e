using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Hosting.Settings;
using Aops.Spm.Desired;
using Aops.Spm.Heartbeats;
using Aops.Spm.Local;
using Aops.Spm.SubAgents;
using Aops.Spm.Upgrades;

namespace Aops.Spm.Tests;

public sealed class ReplyGateTests
{
    private static ServerReply? Read(string body) => ReplyGate.Read(Encoding.UTF8.GetBytes(body), default, out _);

    private static CheckedDesired Desired(string members) => Read($$$"""{"desired":{"revision":7,{{{members}}}}}""")!.Desired!;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"desired\":")]
    [InlineData("<html>")]
    public void NoAnswer_IsNone(string body) => Assert.Null(Read(body));

    [Theory]
    [InlineData("null", 0)]
    [InlineData("30", 30)]
    [InlineData("86400", 300)]
    [InlineData("1e400", 300)]
    [InlineData("-5", 0)]
    [InlineData("[]", 0)]
    public void Sec_M7_TheQuietThatAServerAsksFor_IsBounded(string asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read($$"""{"slowDownSeconds":{{asked}}}""")!.SlowDown);

    [Theory]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("[\"os\",7,null,\"of-the-future\"]", "os,of-the-future")]
    [InlineData("{\"os\":1}", "")]
    public void TheSectionsThatAServerWants_AreReadOneByOne(string wanted, string read) =>
        Assert.Equal(read, string.Join(',', Read($$"""{"slowDownSeconds":0,"inventoryWanted":{{wanted}}}""")!.InventoryWanted));

    [Theory]
    [InlineData("7")]
    [InlineData("{\"settings\":{}}")]
    [InlineData("{\"revision\":-1}")]
    [InlineData("{\"revision\":1e30}")]
    [InlineData("{\"revision\":9007199254740992}")]
    public void Sec_H7_WithoutARevision_ThereIsNoDesiredState_AndTheRestCounts(string desired)
    {
        var reply = Read($$"""{"desired":{{desired}},"commands":[{"id":"a","kind":"restart-agent","expiresAt":"2030-01-01T00:00:00Z"}]}""")!;

        Assert.Null(reply.Desired);
        Assert.NotNull(reply.DesiredFault);
        Assert.Null(Assert.Single(reply.Commands).Refusal);
    }

    [Fact]
    public void Sec_H7_ABadSubAgent_StaysAsItIs_AndCostsNoOther()
    {
        var desired = Desired("""
            "subAgents":[{"name":"good","version":"1"},{"name":"env","version":"1","env":{"A":null}},
            {"name":"args","version":"1","args":[null]},{"name":"twice","version":"1"},{"name":"twice","version":"2"},
            {"name":"order","version":"1","order":9007199254740992},{"name":"dots","version":"../1"}]
            """);

        Assert.Equal("good", Assert.Single(desired.State.SubAgents!).Name);
        Assert.All(new[] { "env", "args", "twice", "order", "dots" }, name => Assert.False(desired.Removes(name)));
        Assert.True(desired.Removes("another"));
        Assert.Equal(5, desired.Faults.Count);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"version\":\"1\"}")]
    [InlineData("{\"name\":\"../a\",\"version\":\"1\"}")]
    public void Sec_H7_ASubAgentWithoutAName_CouldBeAny_SoNoneIsUninstalled(string item)
    {
        var desired = Desired($$""" "subAgents":[{{item}}] """);
        var host = new CurrentState("1", (_, _) => false, new Dictionary<string, SubAgentRecord>
        {
            ["a"] = new() { Applied = new DesiredSubAgent { Name = "a", Version = "1" } },
        });

        Assert.Empty(Planner.PlanSubAgents(desired, host));
        Assert.NotEmpty(desired.Faults);
    }

    [Fact]
    public void Sec_H7_APartWithoutBottom_CostsNoOther()
    {
        var deep = new string('[', 300) + new string(']', 300);

        var desired = Desired($$""" "settings":{"a":{{deep}},"logLevel":"debug"},"subAgents":{{deep}} """);

        Assert.Equal("logLevel", Assert.Single(desired.State.Settings).Key);
        Assert.Empty(desired.State.SubAgents!);
        Assert.True(desired.RemovesNone);
    }

    [Fact]
    public void Sec_H6_WhatIsTheHostsAlone_IsLeftOut_AndNamed()
    {
        var desired = Desired(
            """ "settings":{"heartbeatSrv":"https://evil.example","proxy":"http://evil","logLevel":"debug"} """);

        Assert.Equal("logLevel", Assert.Single(desired.State.Settings).Key);
        Assert.Contains(desired.Faults, f => f.Contains("heartbeatSrv", StringComparison.Ordinal));
        Assert.Contains(desired.Faults, f => f.Contains("proxy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"id\":\"a\",\"kind\":\"make-coffee\",\"expiresAt\":\"2030-01-01T00:00:00Z\"}", "make-coffee")]
    [InlineData("{\"id\":\"a\",\"kind\":7}", "cannot be read")]
    [InlineData("{\"id\":\"a\",\"kind\":\"collect-log\",\"lines\":\"x\",\"expiresAt\":\"2030-01-01T00:00:00Z\"}", "lines")]
    [InlineData("{\"id\":\"a\",\"kind\":\"collect-log\",\"subAgent\":\"../x\",\"expiresAt\":\"2030-01-01T00:00:00Z\"}", "subAgent")]
    public void ACommandThatIsNotUnderstood_IsAnsweredWithARefusal(string command, string why)
    {
        var ordered = Assert.Single(Read($$"""{"commands":[{{command}}]}""")!.Commands);

        Assert.Equal("a", ordered.Command.Id);
        Assert.Contains(why, ordered.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"agentId\":\"a\",\"agentToken\":\"a\\nb\"}")]
    [InlineData("{\"agentId\":\"a\",\"agentToken\":\"\"}")]
    [InlineData("{\"agentId\":\"a\",\"agentToken\":\"é\"}")]
    [InlineData("{\"agentId\":\"../a\",\"agentToken\":\"t\"}")]
    [InlineData("{\"agentId\":\"a\"}")]
    public void Sec_H7_AnIdentityThatCannotTravelInHeaders_IsNone(string body) =>
        Assert.Null(RegistrationGate.Read(Encoding.UTF8.GetBytes(body), out _));

    // Whatever comes: a declared outcome, and whoever carries it out is not surprised by it.
    [Fact]
    public void Sec_H7_ThousandsOfHostileAnswers_SurpriseNobody()
    {
        var seed = Random.Shared.Next();
        var hostile = new HostileJson(seed);
        for (var i = 0; i < 10_000; i++)
        {
            var body = hostile.NextReply();
            try
            {
                Assert.NotNull(RegistrationGate.Read(body, out var fault)?.AgentToken ?? fault);
                if (ReplyGate.Read(body, DateTimeOffset.UnixEpoch, out _) is { } reply) CarryOut(reply);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, answer {i}: {Encoding.UTF8.GetString(body)}\n{e}");
            }
        }
    }

    private static void CarryOut(ServerReply reply)
    {
        Assert.InRange(reply.SlowDown, TimeSpan.Zero, TimeSpan.FromSeconds(Limits.SlowDownSecondsMax));
        Assert.InRange(reply.Commands.Count, 0, Limits.CommandsPerReplyMax);
        Assert.All(reply.Commands, c => Assert.True(Names.IsValid(c.Command.Id)));
        Assert.All(reply.Commands, c => JsonSerializer.Serialize(c.Command, ContractsJson.Default.AgentCommand));
        if (reply.Desired is not { } desired) return;
        var host = new CurrentState("1", (_, order) => order == 3, new Dictionary<string, SubAgentRecord>
        {
            ["a"] = new() { Applied = new DesiredSubAgent { Name = "a", Version = "1" } },
            ["b"] = new()
            {
                Applied = new DesiredSubAgent { Name = "b", Version = "1" }, Failed = [new("2", 3, "crashed")],
            },
        });
        foreach (var step in Planner.PlanSubAgents(desired, host))
            Assert.True(step is PlanStep.RemoveSubAgent or PlanStep.PutSubAgent { Wanted.Version.Length: > 0 });
        _ = Planner.PlanAgent(desired.State, host);
        var (settings, faults) = SettingsFile.Overlay(new AgentSettings(), desired.State.Settings);
        Assert.Null(settings.HeartbeatServer);
        Assert.InRange(settings.HeartbeatInterval.TotalSeconds, 1, 900);
        var status = StatusBounds.Fit(new AgentStatus
        {
            Version = "1", StartedAt = default, Faults = [.. desired.Faults, .. faults.Select(f => f.ToString())],
        });
        Assert.InRange(status.Faults.Count, 0, Limits.FaultsMax);
        Assert.True(LocalGeneration.After([desired.State.Agent?.Generation ?? 0]) is > 0 and <= Limits.GenerationMax);
        var again = DesiredFile.Read(DesiredFile.Write(desired), out _);
        Assert.Equal(desired.State.Revision, again!.Held.State.Revision);
        Assert.Equal(desired.HasAllSubAgents, again.Held.HasAllSubAgents);
        Assert.True(again.IsWhole);
    }
}
