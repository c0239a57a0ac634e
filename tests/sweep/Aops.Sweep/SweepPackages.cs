using Aops.Harness;

namespace Aops.Sweep;

/// <summary>What the server of a sweep hands out.</summary>
internal static class SweepPackages
{
    private const string Sleeper = "exec sleep 1000000\n";

    /// <summary>Packs, signs and publishes all of it.</summary>
    /// <param name="fleet">An empty fleet; its server runs afterwards.</param>
    /// <param name="kind">What is swept.</param>
    public static async Task PublishAsync(Fleet fleet, SweepKind kind, CancellationToken cancellationToken)
    {
        var (workshop, stage) = (fleet.Workshop, fleet.Stage);
        await workshop.InitAsync(cancellationToken);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, cancellationToken);
        await workshop.AddAgentAsync(
            stage.BrokenAgent(Scenario.BrokenVersion, "Crash", afterMilliseconds: 100), Scenario.BrokenVersion,
            cancellationToken);
        foreach (var release in kind == SweepKind.Releases ? BadRelease.All : [])
            await workshop.AddAgentAsync(release.Stage(stage, release.Version), release.Version, cancellationToken);
        await AddSubAgentAsync(fleet, Scenario.Witness, "1.0.0", cancellationToken);
        foreach (var version in new[] { "1.0.0", "2.0.0" })
            await AddSubAgentAsync(fleet, Scenario.Ticker, version, cancellationToken);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await fleet.StartServerAsync(cancellationToken);
        await fleet.PublishAsync(cancellationToken);
    }

    private static Task AddSubAgentAsync(Fleet fleet, string name, string version, CancellationToken cancellationToken) =>
        fleet.Workshop.AddSubAgentAsync(fleet.Stage.Script(name, version, Sleeper), name, version, cancellationToken);
}
