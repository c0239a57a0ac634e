namespace Aops.Booted.Tests;

/// <summary>A test with a machine on which the agent is installed by the curl line and runs a sub-agent.</summary>
public abstract class BootedTest(Site site) : SystemdTest
{
    /// <summary>The repository and the server.</summary>
    private protected Site Site => site;

    public override async ValueTask InitializeAsync()
    {
        site.RequireMachines();
        Agent = await BootedAgent.BootAsync(site, Stop);
        await Agent.InstallAsync(Stop);
        Ticker = await Agent.RunTickerAsync(Stop);
    }
}
