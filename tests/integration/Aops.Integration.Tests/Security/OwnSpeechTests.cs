using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>What a host says of itself must not cost it its management, and a lost file not its trust.</summary>
public sealed class OwnSpeechTests(SpeechFleet speech) : SpeechTest(speech)
{
    [Fact]
    public async Task Sec_H5_AReportThatGrowsOnItsWay_CostsOnlyItself()
    {
        await Fleet.OrderSubAgentsAsync(Agent, [Sub(SpeechFleet.Reporter)], Stop);
        await Agent.WaitForSubAgentAsync(SpeechFleet.Reporter, Soon, Stop);
        await Eventually.HoldsAsync("the report is there", Soon, HasReport, Stop);
        await WaitForFaultAsync("its report is left out: it has 360002 bytes");
        await WaitForHealthAsync();

        await Fleet.OrderSubAgentsAsync(Agent, [], Stop);

        await Agent.WaitForAsync(Role.Spm, "it is uninstalled", s => s.SubAgents.Count == 0, Soon, Stop);
        bool HasReport() => Directory.EnumerateFiles(
            Agent.Layout.SubAgent(SpeechFleet.Reporter), "*", SearchOption.AllDirectories).Any(f => f.Contains("report"));
    }

    [Fact]
    public async Task Sec_H5_MoreFaultsThanAHeartbeatHolds_CostNothing()
    {
        Agent.EditConf([.. Enumerable.Range(0, 66).Select(i => ($"bad{i}", "x"))]);
        await Agent.WaitForAsync(Role.Spm, "the faults are there", s => s.Agent.Faults.Count >= 64, Soon, Stop);

        await Fleet.OrderSubAgentsAsync(Agent, [Sub("ticker")], Stop);

        await Agent.WaitForSubAgentAsync("ticker", Soon, Stop);
        await WaitForHealthAsync();
        var id = await Agent.IdAsync(Stop);
        await Eventually.GetAsync("the server is told", Soon, async token =>
            (await Fleet.Server.Api.GetAgentAsync(id, token))["summary"]!["faults"]!.AsArray()
                .FirstOrDefault(f => f!.GetValue<string>().Contains("more faults", StringComparison.Ordinal)), Stop);
    }

    [Fact]
    public async Task Sec_L10_WithoutThePinnedAuthority_NobodyIsTrusted()
    {
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        var pinned = await File.ReadAllTextAsync(Agent.Layout.TrustCa, Stop);
        File.Delete(Agent.Layout.TrustCa);
        // The authority of the server, as one of the system's.
        (await Command.RunAsync("/usr/bin/env",
            [
                $"SSL_CERT_FILE={Fleet.Server.Authority}", Agent.Layout.ServiceProgram, "start", "--root", Agent.Layout.Root,
            ], Stop)).MustSucceed();

        await WaitForFaultAsync("ca.pem is missing");
        var status = await Agent.WaitForAsync(Role.Spm, "fails", s => s.HeartbeatFault is not null, Soon, Stop);
        Assert.Null(status.LastHeartbeatAt);

        await File.WriteAllTextAsync(Agent.Layout.TrustCa, pinned, Stop);
        await WaitForHealthAsync();
    }

    private static JsonObject Sub(string name) => new() { ["name"] = name, ["version"] = "1.0.0" };
}
