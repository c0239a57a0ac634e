using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>A machine that was copied with the identity of another one.</summary>
public sealed class CloneTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task Clone_RegistersForAnIdentityOfItsOwn_AndSubAgentsDoNotNotice()
    {
        var ticker = await RunTickerAsync();
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        var original = await Fleet.Server.Api.RegisterAsync(token, machineId: new string('a', 64), Stop);
        var text = System.Text.Json.JsonSerializer.Serialize(original, ContractsJson.Default.Identity);
        foreach (var file in new[] { Agent.Layout.Identity, Agent.Layout.Identity + ".bak" }) Durable.Write(file, text);
        var before = Agent.SendTo(Role.Spm, Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(Role.Spm, before, Soon, Stop);

        var status = await Agent.WaitForAsync(Role.Spm, "has an identity of its own that the server accepts",
            s => s.AgentId is { } id && id != original.AgentId && s.LastHeartbeatAt is not null, Soon, Stop);

        var agents = await Fleet.Server.Api.ListAgentsAsync(Stop);
        Assert.Contains(agents, a => a!["id"]!.GetValue<string>() == status.AgentId);
        Assert.Contains(agents, a => a!["id"]!.GetValue<string>() == original.AgentId);
        await AssertTickerIsAsync(ticker);
    }
}
