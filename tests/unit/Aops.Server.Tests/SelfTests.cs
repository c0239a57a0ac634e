using System.Net;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>The question whether a server accepts a host, asked by the class that hosts ask it with.</summary>
public sealed class SelfTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OwnToken_IsAccepted_AndNothingChanges()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        var outcome = await AskAsync(server, agent.Id, agent.Token);

        Assert.IsType<WitnessOutcome.Accepted>(outcome);
        Assert.Equal("never", await agent.StateAsync());
    }

    [Fact]
    public async Task WhatTheHostShouldRun_IsTold_OnceALayerSaysIt()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        using var without = await AskAsync();
        await server.Operator.PutOkAsync("/api/desired?force", """{"agent":{"version":"3.2.1"}}""");

        using var with = await AskAsync();

        Assert.False(without.Headers.Contains(WireHeaders.DesiredVersion));
        Assert.Equal(["3.2.1"], with.Headers.GetValues(WireHeaders.DesiredVersion));

        async Task<HttpResponseMessage> AskAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/agents/self");
            request.Headers.Add(WireHeaders.AgentId, agent.Id);
            request.Headers.Add(WireHeaders.AgentToken, agent.Token);
            return await StrangerOf(server).SendAsync(request, Stop);
        }
    }

    [Theory]
    [InlineData("aops-agent-wrong")]
    [InlineData("")]
    public async Task AnotherToken_IsRefused(string token)
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        var refused = Assert.IsType<WitnessOutcome.Refused>(await AskAsync(server, agent.Id, token));
        Assert.Contains("401", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerIsDown_IsUnreachable()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var connection = Connection(server);
        await server.StopAsync();

        var outcome = await ConnectionWitness.AskAsync(connection, Identity(agent.Id, agent.Token), Stop);

        Assert.IsType<WitnessOutcome.Unreachable>(outcome);
    }

    [Fact]
    public async Task AnotherAuthority_IsUnreachable_AndTheTokenIsNotSent()
    {
        await using var server = await TestServer.StartAsync();
        await using var other = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var connection = Connection(server) with { Authority = await File.ReadAllTextAsync(other.CaFile, Stop) };

        var outcome = await ConnectionWitness.AskAsync(connection, Identity(agent.Id, agent.Token), Stop);

        var unreachable = Assert.IsType<WitnessOutcome.Unreachable>(outcome);
        Assert.Contains("certificate", unreachable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoAuthorityAtAll_IsUnreachable()
    {
        await using var server = await TestServer.StartAsync();

        var outcome = await ConnectionWitness.AskAsync(
            Connection(server) with { Authority = "no certificate" }, Identity("a", "b"), Stop);

        Assert.IsType<WitnessOutcome.Unreachable>(outcome);
    }

    [Fact]
    public async Task WithoutCredentials_IsAProblem()
    {
        await using var server = await TestServer.StartAsync();

        (await StrangerOf(server).SendAsync(HttpMethod.Get, "/api/agents/self"))
            .AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
    }

    private static HttpClient StrangerOf(TestServer server) => server.Anybody;

    private static Task<WitnessOutcome> AskAsync(TestServer server, string id, string token) =>
        ConnectionWitness.AskAsync(Connection(server), Identity(id, token), Stop);

    private static ServerConnection Connection(TestServer server) =>
        new(server.Application.Url, ServerProxy.None, File.ReadAllText(server.CaFile));

    private static Identity Identity(string id, string token) =>
        new() { AgentId = id, AgentToken = token, MachineId = TestAgent.Machine };
}
