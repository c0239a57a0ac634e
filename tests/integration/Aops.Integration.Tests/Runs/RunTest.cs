using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests.Runs;

/// <summary>A fleet of one agent that takes plain commands.</summary>
/// <param name="purpose">A word for the name of its folder.</param>
public abstract class RunTest(string purpose) : OwnFleetTest(purpose)
{
    /// <summary>Longest wait for what takes a moment.</summary>
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    /// <summary>Its server's runs.</summary>
    protected RunOrders Orders { get; private set; } = null!;

    /// <summary>Id of the agent.</summary>
    protected string Host { get; private set; } = "";

    protected override Task SignAsync(ReleaseWorkshop workshop, PackageStage stage) =>
        workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);

    /// <summary>Has the agent take plain commands, and waits until the server knows.</summary>
    protected async Task OpenAsync()
    {
        (Orders, Host) = (new RunOrders(Fleet.Server), await Agent.IdAsync(Stop));
        Agent.EditConf(("runs", "any"));
        await Orders.WaitForPlainAsync(Host, Soon, Stop);
    }

    /// <summary>Starts a command that may run for ten minutes.</summary>
    /// <param name="outputBytesMax">Output that is retained of it.</param>
    protected Task<string> StartAsync(string script, long outputBytesMax) => Orders.StartAsync(Host, new JsonObject
    {
        ["script"] = script, ["outputBytesMax"] = outputBytesMax, ["timeoutSeconds"] = 600,
    }, Stop);
}
