using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>A machine with an agent that was installed by the line of the server's page.</summary>
internal sealed class BootedAgent : IAsyncDisposable
{
    /// <summary>Longest wait for anything that is expected to take a second or two.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private const string Service = "/opt/aops/bin/aops-agent-service";

    private readonly Fleet _fleet;

    private BootedAgent(Fleet fleet, Machine machine)
    {
        _fleet = fleet;
        Machine = machine;
        Files = new AgentHost(machine.Root);
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>Its files, as this host sees them; sockets and locks lie in its own <c>/run</c>.</summary>
    public AgentHost Files { get; }

    /// <summary>Runs of its server.</summary>
    public RunOrders Orders => new(_fleet.Server);

    /// <summary>Boots a machine.</summary>
    public static Task<BootedAgent> BootAsync(Site site, CancellationToken cancellationToken, MachineKind? kind = null) =>
        BootAsync(site.Fleet, cancellationToken, kind);

    /// <summary>Boots a machine of another fleet.</summary>
    public static async Task<BootedAgent> BootAsync(
        Fleet fleet, CancellationToken cancellationToken, MachineKind? kind = null)
    {
        var folder = fleet.Root.Folder("machine-" + Guid.NewGuid().ToString("N")[..8]);
        return new BootedAgent(fleet, await Machine.BootAsync(kind ?? MachineKind.Booted, folder, cancellationToken));
    }

    /// <summary>Installs, with times that suit a test, and orders a sub-agent.</summary>
    public async Task<CommandResult> InstallAsync(CancellationToken cancellationToken, params string[] more)
    {
        var token = await _fleet.Server.Api.CreateEnrolmentTokenAsync(cancellationToken);
        File.Copy(_fleet.Server.Authority, Path.Combine(Machine.Root, "srv/ca.pem"), overwrite: true);
        var line = $"curl -fsS --cacert /srv/ca.pem {_fleet.Server.Url}install.sh | sh -s -- --token {token}";
        var result = await Machine.RunAsync(cancellationToken, "sh", "-c", string.Join(' ', more.Prepend(line)));
        result.MustSucceed();
        QuickenTimes();
        return result;
    }

    /// <summary>Sets times that suit a test.</summary>
    public void QuickenTimes() => Files.EditConf(
        ("pingInterval", "500ms"), ("pingTimeout", "2s"), ("trialPeriod", "3s"), ("heartbeatInterval", "1s"));

    /// <summary>Orders a ticker, and waits until it runs.</summary>
    /// <returns>Its pid.</returns>
    public async Task<int> RunTickerAsync(CancellationToken cancellationToken, string name = Site.Ticker)
    {
        await OrderAsync(new JsonObject
        {
            ["subAgents"] = new JsonArray(new JsonObject { ["name"] = name, ["version"] = "1.0.0" }),
        }, cancellationToken);
        return await TickerPidAsync(cancellationToken, name);
    }

    /// <summary>A ticker's pid, once it runs.</summary>
    public async Task<int> TickerPidAsync(CancellationToken cancellationToken, string name = Site.Ticker)
    {
        var status = await WaitAsync("the ticker runs", s => TickerOf(s, name) is not null, cancellationToken);
        return TickerOf(status, name)!.Value;
    }

    /// <summary>Orders several sub-agents.</summary>
    public Task OrderSubAgentsAsync(IEnumerable<string> names, CancellationToken cancellationToken) =>
        OrderAsync(new JsonObject
        {
            ["subAgents"] = new JsonArray(
                [.. names.Select(name => new JsonObject { ["name"] = name, ["version"] = "1.0.0" })]),
        }, cancellationToken);

    /// <summary>
    /// Orders a restart of a sub-agent from the server, which also resumes one that was given up.
    /// </summary>
    public async Task RestartSubAgentAsync(string name, CancellationToken cancellationToken)
    {
        var status = await WaitAsync("it knows its identity", s => s["agentId"] is not null, cancellationToken);
        await _fleet.Server.Api.RestartSubAgentAsync(status["agentId"]!.GetValue<string>(), name, cancellationToken);
    }

    /// <summary>Orders a version of the suite.</summary>
    public Task OrderVersionAsync(string version, CancellationToken cancellationToken) =>
        OrderAsync(new JsonObject { ["agent"] = new JsonObject { ["version"] = version } }, cancellationToken);

    /// <summary>Runs the service CLI.</summary>
    public Task<CommandResult> ServiceAsync(CancellationToken cancellationToken, params string[] words) =>
        Machine.RunAsync(cancellationToken, [Service, .. words]);

    /// <summary>Runs systemctl.</summary>
    public Task<CommandResult> SystemctlAsync(CancellationToken cancellationToken, params string[] words) =>
        Machine.RunAsync(cancellationToken, ["systemctl", .. words]);

    /// <summary>A property of a unit.</summary>
    public async Task<string> ShowAsync(string unit, string property, CancellationToken cancellationToken) =>
        (await SystemctlAsync(cancellationToken, "show", "--value", "-p", property, unit)).MustSucceed().Output.Trim();

    /// <summary>Main process of a member's unit; 0 for none.</summary>
    public async Task<int> MainPidAsync(Role role, CancellationToken cancellationToken) =>
        int.Parse(await ShowAsync(UnitNames.Of(role), "MainPID", cancellationToken), CultureInfo.InvariantCulture);

    /// <summary>The output of <c>status</c>.</summary>
    public async Task<JsonNode> StatusAsync(CancellationToken cancellationToken)
    {
        var result = await ServiceAsync(cancellationToken, "status", "--json");
        return result.Output.Length == 0
            ? throw new IOException($"status ended with {result.ExitCode}: {result.Error}")
            : JsonNode.Parse(result.Output)!;
    }

    /// <summary>Waits for a condition on <c>status</c>.</summary>
    public async Task<JsonNode> WaitAsync(
        string what, Func<JsonNode, bool> fits, CancellationToken cancellationToken, TimeSpan? time = null)
    {
        JsonNode? last = null;
        try
        {
            return await Eventually.GetAsync(what, time ?? Soon, async token =>
                fits(last = await StatusAsync(token)) ? last : null, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\nlast: {last}\n{await StoryAsync()}", e);
        }
    }

    /// <summary>
    /// Waits until all is healthy, and both members are the main processes of their units, if they have
    /// units.
    /// </summary>
    public async Task WaitHealthyAsync(CancellationToken cancellationToken)
    {
        await WaitAsync("the suite is healthy", s => s["state"]!.GetValue<string>() == "healthy", cancellationToken);
        if (Machine.Kind.HasSystemd) await WaitActiveAsync(cancellationToken);
    }

    /// <summary>
    /// Waits until systemd knows both members as the main processes of active units: a member answers a moment before
    /// it tells systemd that it is ready.
    /// </summary>
    public async Task WaitActiveAsync(CancellationToken cancellationToken)
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            await Eventually.HoldsAsync($"{UnitNames.Of(role)} is active", Soon, async token =>
                await ShowAsync(UnitNames.Of(role), "ActiveState", token) == "active"
                && await MainPidAsync(role, token) == PidOf(await StatusAsync(token), role), cancellationToken);
        }
    }

    /// <summary>State of the machine, for a failure message.</summary>
    public async Task<string> StoryAsync()
    {
        if (!Machine.Kind.HasSystemd) return Files.LogTail();
        var units = await Machine.RunAsync(CancellationToken.None,
            "systemctl", "status", "--no-pager", "-n", "40", "aops-spm.service", "aops-spa.service", "aops.slice");
        return units.Text + Files.LogTail();
    }

    public ValueTask DisposeAsync() => Machine.DisposeAsync();

    /// <summary>Pid of a member, by <c>status</c>.</summary>
    public static int PidOf(JsonNode status, Role role) =>
        status[role.ShortName()]?["pid"]?.GetValue<int>() ?? 0;

    private async Task OrderAsync(JsonObject change, CancellationToken cancellationToken)
    {
        var status = await WaitAsync("it knows its identity", s => s["agentId"] is not null, cancellationToken);
        await _fleet.Server.Api.ChangeDesiredAsync(status["agentId"]!.GetValue<string>(), change, cancellationToken);
    }

    private static int? TickerOf(JsonNode status, string name) => status["subAgents"]!.AsArray()
        .FirstOrDefault(a => a!["name"]!.GetValue<string>() == name && a["state"]!.GetValue<string>() == "running")
        ?["pid"]?.GetValue<int>();
}
