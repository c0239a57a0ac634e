using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Demo;

/// <summary>From nothing to a fleet of one agent with two sub-agents.</summary>
internal sealed class SetUpSteps(StepRunner steps, Fleet fleet, AgentHost agent)
{
    /// <summary>Version of both sub-agents' packages.</summary>
    private const string SubAgentVersion = "1.0.0";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Runs the steps; each needs the one before.</summary>
    /// <returns>The sub-agent that must not be affected from here on.</returns>
    public async Task<Witness> RunAsync(CancellationToken cancellationToken)
    {
        await steps.MustAsync("create release keys", async () =>
        {
            await fleet.Workshop.InitAsync(cancellationToken);
            return fleet.Workshop.Keys;
        });
        await steps.MustAsync("pack and sign agents 1.0.0 and 2.0.0", async () =>
        {
            foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
                await fleet.Workshop.AddAgentAsync(fleet.Stage.Agent(version), version, cancellationToken);
            await fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
            return "two releases, and the program that a host begins with";
        });
        await steps.MustAsync($"pack and sign {Fleet.OwnSubAgent} and {Fleet.ForeignSubAgent}", async () =>
        {
            await fleet.Workshop.AddSubAgentAsync(
                fleet.Stage.HostMetrics(SubAgentVersion), Fleet.OwnSubAgent, SubAgentVersion, cancellationToken);
            await fleet.Workshop.AddSubAgentAsync(
                await fleet.Stage.NodeExporterAsync(SubAgentVersion, cancellationToken), Fleet.ForeignSubAgent,
                SubAgentVersion, cancellationToken);
            return "two packages";
        });
        await steps.MustAsync("start aops-server", async () =>
        {
            await fleet.StartServerAsync(cancellationToken);
            return fleet.Server.Url.GetLeftPart(UriPartial.Authority);
        });
        await steps.MustAsync("publish", async () =>
        {
            await fleet.PublishAsync(cancellationToken);
            await fleet.Workshop.PromoteAsync(fleet.Server, PublishedPrograms.First, agentId: null, cancellationToken);
            return $"the fleet should run {PublishedPrograms.First}";
        });
        var token = "";
        await steps.MustAsync("create an enrolment token", async () =>
        {
            token = await fleet.Server.Api.CreateEnrolmentTokenAsync(cancellationToken);
            return $"{token[..Math.Min(6, token.Length)]}…";
        });
        await steps.MustAsync("install by curl … | sh", () => InstallAsync(token, cancellationToken));
        var witness = new Witness(agent, Fleet.ForeignSubAgent);
        await steps.MustAsync("order two sub-agents", () => OrderAsync(witness, cancellationToken));
        return witness;
    }

    private async Task<string> InstallAsync(string token, CancellationToken cancellationToken)
    {
        var result = (await fleet.CurlInstallAsync(agent, token, cancellationToken)).MustSucceed();
        await agent.WaitForPairAsync(Deadline, cancellationToken);
        return result.Output.Trim().Split('\n')[^1];
    }

    private async Task<string> OrderAsync(Witness witness, CancellationToken cancellationToken)
    {
        // A port of its own: node-exporter's usual one may be taken on this machine.
        var exporter = new JsonObject { ["PORT"] = $"{FreePort.Find()}" };
        await fleet.OrderSubAgentsAsync(agent,
        [
            new() { ["name"] = Fleet.OwnSubAgent, ["version"] = SubAgentVersion },
            new() { ["name"] = Fleet.ForeignSubAgent, ["version"] = SubAgentVersion, ["env"] = exporter },
        ], cancellationToken);
        var own = await agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Deadline, cancellationToken);
        return $"{Fleet.OwnSubAgent} is {own.Pid}, {Fleet.ForeignSubAgent} is {await witness.MeetAsync(cancellationToken)}";
    }
}
