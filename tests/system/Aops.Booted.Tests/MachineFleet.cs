using Aops.Harness;

namespace Aops.Booted.Tests;

/// <summary>A repository and a server for machines, with two releases that are sound and those that a test adds.</summary>
public abstract class MachineFleet(string name) : IAsyncLifetime
{
    /// <summary>A release whose spm crashes on trial.</summary>
    public const string CrashVersion = "3.0.0";

    private readonly string? _obstacle = MachineImage.Obstacle();

    /// <summary>Repository and server.</summary>
    public Fleet Fleet { get; } = new(name);

    public async ValueTask InitializeAsync()
    {
        if (_obstacle is not null) return;
        var cancellationToken = CancellationToken.None;
        await Fleet.Workshop.InitAsync(cancellationToken);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await Fleet.Workshop.AddAgentAsync(Fleet.Stage.Agent(version), version, cancellationToken);
        await AddBrokenAsync(CrashVersion, "Crash", cancellationToken);
        await AddMoreAsync(cancellationToken);
        await Fleet.StartServerAsync(cancellationToken);
        await Fleet.PublishAsync(cancellationToken);
        await OrderAsync(cancellationToken);
    }

    /// <summary>Skips the test where no machine can be booted.</summary>
    public virtual void RequireMachines() => Assert.SkipWhen(_obstacle is not null, _obstacle ?? "");

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    /// <summary>Signs more packages.</summary>
    protected abstract Task AddMoreAsync(CancellationToken cancellationToken);

    /// <summary>Orders what the fleet should run.</summary>
    protected virtual Task OrderAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Signs a release that fails on purpose.</summary>
    private protected Task AddBrokenAsync(string version, string kind, CancellationToken cancellationToken) =>
        Fleet.Workshop.AddAgentAsync(Fleet.Stage.BrokenAgent(version, kind), version, cancellationToken);

    /// <summary>Signs version 1.0.0 of a sub-agent that is a script.</summary>
    private protected Task AddScriptAsync(
        string subAgent, string script, CancellationToken cancellationToken, System.Text.Json.Nodes.JsonObject? more = null) =>
        Fleet.Workshop.AddSubAgentAsync(
            Fleet.Stage.Script(subAgent, "1.0.0", script, more), subAgent, "1.0.0", cancellationToken);
}
