using System.Diagnostics;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Layout;

namespace Aops.Sweep;

/// <summary>
/// One host that is reset to its initial state for each try. Lanes run in parallel: each has its own
/// identity at the server, root and templates.
/// </summary>
public sealed class HostFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Fleet _fleet;
    private readonly string _folder;
    private string _id = "";

    private HostFixture(Fleet fleet, AgentHost agent, string folder) => (_fleet, Agent, _folder) = (fleet, agent, folder);

    /// <summary>The host.</summary>
    public AgentHost Agent { get; }

    /// <summary>Its identity at the server.</summary>
    public string Id => _id;

    /// <summary>Where its tracer writes.</summary>
    public string TraceFile => Path.Combine(_folder, "trace.log");

    /// <summary>Installs a host, and keeps what it looks like with each version that a scenario begins with.</summary>
    /// <param name="fleet">The server and the packages.</param>
    /// <param name="folder">A folder for the templates.</param>
    /// <param name="versions">The versions, the first installed first.</param>
    public static async Task<HostFixture> PrepareAsync(
        Fleet fleet, string folder, IReadOnlyList<string> versions, CancellationToken cancellationToken)
    {
        var lane = new HostFixture(fleet, await fleet.InstallAsync(cancellationToken), folder);
        lane._id = await lane.Agent.IdAsync(cancellationToken);
        // Short, so that a point takes seconds; the decisions within these times are the same.
        lane.Agent.EditConf(("pingInterval", "100ms"), ("pingTimeout", "3s"), ("trialPeriod", "500ms"),
            ("trialDeadline", "20s"), ("heartbeatInterval", "1s"));
        await lane.WantAsync(Scenario.DesiredBefore(), cancellationToken);
        foreach (var version in versions)
        {
            if (version != versions[0]) await lane.UpgradeAsync(version, cancellationToken);
            foreach (var name in new[] { Scenario.Witness, Scenario.Ticker })
                await lane.Agent.WaitForSubAgentAsync(name, Patience, cancellationToken);
            await lane.SaveAsync(version, cancellationToken);
        }
        return lane;
    }

    /// <summary>Sets the desired state of this host.</summary>
    /// <param name="desired">The desired state.</param>
    public Task WantAsync(JsonObject desired, CancellationToken cancellationToken) =>
        _fleet.Server.Api.ChangeDesiredAsync(_id, desired, cancellationToken);

    /// <summary>The version that the server heard of last; null before the first heartbeat.</summary>
    public async Task<string?> VersionAtServerAsync(CancellationToken cancellationToken) =>
        (await _fleet.Server.Api.ListAgentsAsync(cancellationToken))
            .FirstOrDefault(a => a!["id"]?.GetValue<string>() == _id)?["version"]?.GetValue<string>();

    /// <summary>Puts the root back to what it was. Nothing runs from it.</summary>
    /// <param name="version">The version it begins with.</param>
    public async Task RestoreAsync(string version, CancellationToken cancellationToken)
    {
        var root = Agent.Layout.Root;
        Directory.CreateDirectory(root);
        // The root itself may be a file system of its own.
        foreach (var folder in Directory.EnumerateDirectories(root)) Directory.Delete(folder, recursive: true);
        foreach (var folder in Directory.EnumerateDirectories(Template(version)))
        {
            // Programs are never modified in place, only renamed and deleted, so a hard link is enough.
            var isLinked = Path.GetFileName(folder) == "opt"
                && (await Command.RunAsync("cp", ["-al", folder, root], cancellationToken)).ExitCode == 0;
            if (!isLinked) (await Command.RunAsync("cp", ["-a", folder, root], cancellationToken)).MustSucceed();
        }
    }

    /// <summary>Starts both members, and waits for a heartbeat.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        (await Agent.ServiceAsync(cancellationToken, "start")).MustSucceed();
        await Agent.WaitForAsync(Role.Spm, "a heartbeat", s => s.LastHeartbeatAt is not null, Patience, cancellationToken);
    }

    /// <summary>Waits until spm's trial begins.</summary>
    /// <remarks>By the journal, which is where it begins: to ask spm would be too late by a few milliseconds.</remarks>
    public Task WaitForTrialAsync(CancellationToken cancellationToken) =>
        Eventually.HoldsAsync("the trial begins", Patience, () =>
            File.ReadAllText(Agent.Layout.Journal).Contains("\"spm-trial\"", StringComparison.Ordinal), cancellationToken);

    /// <summary>The versions that the journal remembers as failed.</summary>
    public async Task<IReadOnlyList<string>> FailedVersionsAsync(CancellationToken cancellationToken)
    {
        var journal = JsonNode.Parse(await File.ReadAllTextAsync(Agent.Layout.Journal, cancellationToken))!["journal"]!;
        return journal["failed"] is JsonArray failed
            ? [.. failed.Select(f => f!["version"]!.GetValue<string>())]
            : [];
    }

    /// <summary>Ends all processes that run from the root, without revival.</summary>
    public async Task EndAsync()
    {
        await File.WriteAllTextAsync(Agent.Layout.StopMarker, "", CancellationToken.None);
        ProcessesWithin.KillAll(Agent.Layout.Root);
    }

    /// <summary>
    /// Runs the service CLI without waiting for it, since the process that it asks may be killed.
    /// </summary>
    /// <param name="arguments">Verb and options.</param>
    public void RunServiceInBackground(params string[] arguments) =>
        Process.Start("/bin/sh",
        [
            "-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh",
            Agent.Layout.ServiceProgram, .. arguments, "--root", Agent.Layout.Root,
        ]).Dispose();

    private string Template(string version) => Path.Combine(_folder, version);

    private async Task UpgradeAsync(string version, CancellationToken cancellationToken)
    {
        (await Agent.ServiceAsync(cancellationToken, "start")).MustSucceed();
        (await Agent.ServiceAsync(cancellationToken, "upgrade", "--version", version, "--timeout", "60s")).MustSucceed();
        await Agent.WaitForAsync(Role.Spm, $"{version} is committed",
            s => s.Agent.Version == version && s.Agent.Upgrade?.Phase == UpgradePhase.Success, Patience, cancellationToken);
    }

    private async Task SaveAsync(string version, CancellationToken cancellationToken)
    {
        (await Agent.ServiceAsync(cancellationToken, "stop")).MustSucceed();
        (await Command.RunAsync("cp", ["-a", Agent.Layout.Root, Template(version)], cancellationToken)).MustSucceed();
        File.Delete(new AopsLayout(Template(version)).StopMarker);
    }
}
