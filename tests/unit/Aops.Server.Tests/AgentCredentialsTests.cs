using System.Net;
using Aops.Server.Agents;
using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>What memory knows of credentials and commands never outlives a change of them.</summary>
public sealed class AgentCredentialsTests
{
    private static readonly AgentCredential Credential = new("a", [1], "m", "h");

    [Fact]
    public void ReadThatOverlapsAChange_IsNotRetained()
    {
        var known = new HostCache<AgentCredential>();
        var before = known.Changes;
        known.Forget("a");
        known.Add("a", Credential, before);
        Assert.Null(known.Find("a"));

        known.Add("a", Credential, known.Changes);
        Assert.Same(Credential, known.Find("a"));
        known.ForgetAll();
        Assert.Null(known.Find("a"));
    }

    [Fact]
    public void ReadThatOverlapsACommand_LeavesTheAgentLookedAt()
    {
        var idle = new HostCache<bool>();
        var before = idle.Changes;
        idle.Forget("a");
        idle.Add("a", true, before);
        Assert.False(idle.Has("a"));

        idle.Add("a", true, idle.Changes);
        Assert.True(idle.Has("a"));
    }

    [Fact]
    public async Task TokenThatWasUsed_IsVoidOnceTheHostEnrolsAgain_OrIsRemoved()
    {
        await using var server = await TestServer.StartAsync();
        var first = await TestAgent.EnrolAsync(server);
        Assert.Equal(HttpStatusCode.OK, (await first.SendAsync(first.Heartbeat())).Status);

        var (_, reply) = await TestAgent.RegisterAsync(
            server, await TestAgent.NewEnrolmentTokenAsync(server), first.Id, proof: first.Token);
        var second = new TestAgent(server, (string)reply!["agentId"]!, (string)reply["agentToken"]!);
        Assert.Equal(first.Id, second.Id);
        (await first.SendAsync(first.Heartbeat())).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
        Assert.Equal(HttpStatusCode.OK, (await second.SendAsync(second.Heartbeat())).Status);

        await server.Operator.DeleteAsync($"/api/fleet/{second.Id}", TestContext.Current.CancellationToken);
        (await second.SendAsync(second.Heartbeat())).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
    }
}
