using System.Text.Json;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>What tests share that make a host of another kind, by namespaces and mounts of its own.</summary>
public abstract class HostKindTest(FleetFixture fixture)
{
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    protected static readonly Dictionary<string, string?> NoVariables = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected Fleet Fleet => fixture.Fleet;

    protected string Service => Fleet.Programs.Program("aops-agent-service");

    protected static void SkipUnlessRoot() =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make a host of another kind");

    protected string[] InstallWords(AgentHost agent, string token) =>
    [
        "install", "--root", agent.Layout.Root, "--endpoint", Fleet.Server.Url.ToString(),
        "--ca", Fleet.Server.Authority, "--token", token,
    ];

    protected async Task<HostNamespace> StartAsync(string setup, params string[] flags)
    {
        var empty = Path.Combine(Fleet.Root.Path, "empty");
        if (!File.Exists(empty)) await File.WriteAllTextAsync(empty, "", Stop);
        return await HostNamespace.StartAsync($"EMPTY={empty}\n{setup}", Stop, flags);
    }

    protected static Task<HostStatus> HealthyAsync(HostNamespace host, AgentHost agent) =>
        Eventually.GetAsync("the pair is healthy", Soon, async _ =>
            await StatusAsync(host, agent) is { State: "healthy" } found ? found : null, Stop);

    protected static async Task<HostStatus> StatusAsync(HostNamespace host, AgentHost agent)
    {
        var text = (await host.RunAsync(
            agent.Layout.ServiceProgram, ["status", "--json", "--root", agent.Layout.Root], NoVariables, Stop)).Output;
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        return new(
            root.GetProperty("state").GetString()!,
            root.TryGetProperty("agentId", out var id) ? id.GetString() : null,
            root.TryGetProperty("lastHeartbeatAt", out _)
                && !root.TryGetProperty("heartbeatFault", out _),
            root.GetProperty("spm").TryGetProperty("pid", out var pid) ? pid.GetInt32() : null);
    }

    /// <summary>What a test reads of <c>status --json</c>.</summary>
    protected sealed record HostStatus(string State, string? AgentId, bool IsAccepted, int? SpmPid);
}
