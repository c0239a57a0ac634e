using Aops.Booted.Tests;
using Aops.Harness;

[assembly: AssemblyFixture(typeof(RpmSite))]

namespace Aops.Booted.Tests;

/// <summary>A server that orders no version of its own accord, for hosts whose packages bring one.</summary>
public sealed class RpmSite : IAsyncLifetime
{
    /// <summary>A release whose spm crashes on trial.</summary>
    public const string CrashVersion = "3.0.0";

    private readonly string? _obstacle = MachineImage.Obstacle();

    /// <summary>Repository and server.</summary>
    public Fleet Fleet { get; } = new("rpm");

    public async ValueTask InitializeAsync()
    {
        if (_obstacle is not null) return;
        var cancellation = CancellationToken.None;
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        await workshop.InitAsync(cancellation);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, cancellation);
        await workshop.AddAgentAsync(stage.BrokenAgent(CrashVersion, "Crash"), CrashVersion, cancellation);
        await workshop.AddSubAgentAsync(
            stage.Script(Site.Ticker, "1.0.0", "while :; do sleep 60; done"), Site.Ticker, "1.0.0", cancellation);
        await Fleet.StartServerAsync(cancellation);
        await Fleet.PublishAsync(cancellation);
    }

    /// <summary>Folder of the packages of a version.</summary>
    /// <param name="version">The version.</param>
    public static string Packages(string version) => Path.Combine(PublishedPrograms.Tree, "artifacts/rpm", version);

    /// <summary>Skips the test where no machine can be booted, or no package be built.</summary>
    public void RequireMachines()
    {
        Assert.SkipWhen(_obstacle is not null, _obstacle ?? "");
        Assert.SkipUnless(Directory.Exists(Packages(PublishedPrograms.First)), "rpm, rpmlint or createrepo_c not installed");
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();
}
