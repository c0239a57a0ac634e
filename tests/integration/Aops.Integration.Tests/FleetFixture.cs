using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Integration.Tests;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(FleetFixture))]

// Tests share one server and two processors; each has an agent of its own below its own root.
[assembly: Parallelization(MaxThreads = 3)]

namespace Aops.Integration.Tests;

/// <summary>One repository and one server for the whole run; each test installs an agent of its own.</summary>
public sealed class FleetFixture : IAsyncLifetime
{
    /// <summary>A sub-agent of a few lines of shell that every test may order.</summary>
    public const string Ticker = "ticker";

    /// <summary>Releases that pass their self-test and fail on trial, by what is wrong with them.</summary>
    public const string CrashVersion = "3.0.0";

    public const string HangVersion = "3.1.0";

    public const string UnhealthyVersion = "3.2.0";

    public const string SelfTestFailsVersion = "3.3.0";

    public const string EatsMemoryVersion = "3.4.0";

    public const string LosesItsBinaryVersion = "3.5.0";

    public const string CrashesAtOnceVersion = "3.6.0";

    public const string CrashesLateVersion = "3.7.0";

    /// <summary>A release that runs well, and asks the server for a path that is not there.</summary>
    public const string DeafVersion = "3.8.0";

    /// <summary>
    /// A release that refuses the specification of <see cref="Signalled"/> and adopts every other
    /// sub-agent.
    /// </summary>
    public const string RefusesOneVersion = "3.9.0";

    /// <summary>A sub-agent that is stopped by SIGUSR2.</summary>
    public const string Signalled = "signalled";

    /// <summary>How long <see cref="CrashesLateVersion"/> works well.</summary>
    public const int LateMilliseconds = 20_000;

    public Fleet Fleet { get; } = new("test");

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = CancellationToken.None;
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        await workshop.InitAsync(cancellationToken);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, cancellationToken);
        foreach (var (version, kind, after, selfTest) in new[]
        {
            (CrashVersion, "Crash", 500, 0), (HangVersion, "Hang", 500, 0), (UnhealthyVersion, "Unhealthy", 500, 0),
            (SelfTestFailsVersion, "Crash", 500, 1), (EatsMemoryVersion, "EatMemory", 500, 0),
            (LosesItsBinaryVersion, "LoseBinary", 500, 0), (CrashesAtOnceVersion, "Crash", 0, 0),
            (CrashesLateVersion, "Crash", LateMilliseconds, 0),
        })
        {
            await workshop.AddAgentAsync(stage.BrokenAgent(version, kind, after, selfTest), version, cancellationToken);
        }
        await workshop.AddAgentAsync(
            stage.MisspeltAgent(DeafVersion, "api/agents/heartbeat", "api/agents/heartbeet"), DeafVersion, cancellationToken);
        await workshop.AddAgentAsync(
            stage.MisspeltAgent(RefusesOneVersion, "SIGUSR2", "SIGUSR9"), RefusesOneVersion, cancellationToken);
        await workshop.AddSubAgentAsync(
            stage.Script(Signalled, "1.0.0", TickerScript, new() { ["stop"] = new JsonObject { ["signal"] = "SIGUSR2" } }),
            Signalled, "1.0.0", cancellationToken);
        await workshop.AddSubAgentAsync(
            stage.HostMetrics("1.0.0"), Fleet.OwnSubAgent, "1.0.0", cancellationToken);
        foreach (var version in new[] { "1.0.0", "2.0.0" })
        {
            await workshop.AddSubAgentAsync(
                stage.Script(Ticker, version, TickerScript, PackageStage.Settable(("GREETING", ".{0,100}"))),
                Ticker, version, cancellationToken);
        }
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await Fleet.StartServerAsync(cancellationToken);
        await Fleet.PublishAsync(cancellationToken);
        // The version for an install that asks for none.
        await workshop.PromoteAsync(Fleet.Server, PublishedPrograms.First, agentId: null, cancellationToken);
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    // It logs once how it was started, and then only waits.
    private const string TickerScript = """
        echo "started GREETING=$GREETING"
        while :; do sleep 60 & wait $!; done
        """;
}
