using Aops.Harness;

namespace Aops.Sweep;

/// <summary>What the server of a sweep hands out.</summary>
internal static class SweepPackages
{
    private const string Sleeper = "exec sleep 1000000\n";

    /// <summary>Packs, signs and publishes all of it.</summary>
    /// <param name="fleet">An empty fleet; its server runs afterwards.</param>
    /// <param name="kind">What is swept.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task PublishAsync(Fleet fleet, SweepKind kind, CancellationToken cancellation)
    {
        var (workshop, stage) = (fleet.Workshop, fleet.Stage);
        await workshop.InitAsync(cancellation);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, cancellation);
        await workshop.AddAgentAsync(
            stage.BrokenAgent(Scenario.BrokenVersion, "Crash", afterMilliseconds: 100), Scenario.BrokenVersion,
            cancellation);
        foreach (var release in kind == SweepKind.Releases ? BadRelease.All : [])
            await workshop.AddAgentAsync(release.Stage(stage, release.Version), release.Version, cancellation);
        await AddSubAgentAsync(fleet, Scenario.Witness, "1.0.0", cancellation);
        foreach (var version in new[] { "1.0.0", "2.0.0" })
            await AddSubAgentAsync(fleet, Scenario.Ticker, version, cancellation);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellation);
        await fleet.StartServerAsync(cancellation);
        await fleet.PublishAsync(cancellation);
    }

    private static Task AddSubAgentAsync(Fleet fleet, string name, string version, CancellationToken cancellation) =>
        fleet.Workshop.AddSubAgentAsync(fleet.Stage.Script(name, version, Sleeper), name, version, cancellation);
}
