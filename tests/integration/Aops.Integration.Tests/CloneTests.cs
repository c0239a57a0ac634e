using System.Net;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Harness;
using Aops.Hosting;
using Aops.Integration.Tests.Security;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>A machine that was copied with the identity of another one.</summary>
public sealed class CloneTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task FirstCloneOfADay_RegistersForAnIdentityOfItsOwn_AndSubAgentsDoNotNotice()
    {
        var ticker = await RunTickerAsync();
        var original = await EnrolOriginalAsync();
        await BecomeAsync(original);

        await Eventually.GetAsync("has an identity of its own that the server accepts and lists", Soon, async token =>
        {
            var status = await Agent.TryStatusAsync(Role.Spm, token);
            if (status is not { AgentId: { } id, LastHeartbeatAt: not null } || id == original.AgentId) return null;
            var listed = (await Fleet.Server.Api.ListAgentsAsync(token)).Select(a => a!["id"]!.GetValue<string>()).ToList();
            return listed.Contains(id) && listed.Contains(original.AgentId) ? status : null;
        }, Stop);
        await AssertTickerIsAsync(ticker);
    }

    [Fact]
    public async Task Sec_H9_SecondCloneOfADay_WaitsForTheOperator()
    {
        var original = await EnrolOriginalAsync();
        using var raw = new RawApi(Fleet.Server);
        var first = await raw.RegisterAsync(original.AgentToken, original.AgentId, "b1", original.AgentId, Stop);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        await BecomeAsync(original);

        var waiting = await Agent.WaitForAsync(Role.Spm, "says that it waits for consent",
            s => s.HeartbeatFault?.Contains("waits for the operator's consent", StringComparison.Ordinal) == true, Soon, Stop);
        Assert.Equal(original.AgentId, waiting.AgentId);
        var (_, list) = await raw.OperateAsync(HttpMethod.Get, "/api/clones", Stop);
        var request = Assert.Single(list!["clones"]!.AsArray(), c => (string?)c!["parentId"] == original.AgentId)!;
        await raw.OperateAsync(HttpMethod.Post, $"/api/clones/{(string?)request["id"]}/approve", Stop);
        // An edit of conf.yml wakes it; otherwise it asks again by itself, minutes later.
        Agent.EditConf(("heartbeatInterval", "2s"));

        await Agent.WaitForAsync(Role.Spm, "has an identity of its own that the server accepts",
            s => s.AgentId != original.AgentId && s.LastHeartbeatAt is not null && s.HeartbeatFault is null, Soon, Stop);
    }

    [Fact]
    public async Task Sec_Identity_CopyWithTheSameMachineId_IsTold()
    {
        var second = await Fleet.InstallAsync(Stop);
        try
        {
            var id = await second.IdAsync(Stop);
            second.EditConf(("heartbeatInterval", "1s"));
            await BecomeAsync(IdentityOf(second));

            await Eventually.GetAsync("the fleet tells of two hosts", Soon, async token =>
            {
                var agent = await Fleet.Server.Api.GetAgentAsync(id, token);
                return agent["summary"]!["faults"]!.AsArray().Any(
                    f => f!.GetValue<string>().Contains("two hosts use this identity", StringComparison.Ordinal)) ? agent : null;
            }, Stop);
        }
        finally
        {
            await second.ServiceAsync(CancellationToken.None, "uninstall");
            ProcessesWithin.KillAll(second.Layout.Root);
        }
    }

    private async Task<Identity> EnrolOriginalAsync() => await Fleet.Server.Api.RegisterAsync(
        await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop), machineId: new string('a', 64), Stop);

    private static Identity IdentityOf(AgentHost host) => JsonSerializer.Deserialize(
        File.ReadAllBytes(host.Layout.Identity), IdentityJson.Default.Identity)!;

    // Gives it the identity of another machine, and restarts spm, which reads it.
    private async Task BecomeAsync(Identity identity)
    {
        var text = JsonSerializer.Serialize(identity, IdentityJson.Default.Identity);
        foreach (var file in new[] { Agent.Layout.Identity, Agent.Layout.Identity + ".bak" }) AtomicFile.Write(file, text);
        var before = Agent.SendTo(Role.Spm, Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(Role.Spm, before, Soon, Stop);
    }
}
