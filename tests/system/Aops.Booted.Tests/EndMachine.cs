using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>One machine for all cases of its end, and what a reboot of it has shown.</summary>
public sealed class EndMachine(Site site) : IAsyncLifetime
{
    private BootedAgent? _agent;
    private EndOfMachine? _end;

    /// <summary>The machine.</summary>
    internal BootedAgent Agent => _agent ?? throw new InvalidOperationException("no machine was booted");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null) await _agent.DisposeAsync();
    }

    /// <summary>Boots it and has all sub-agents run, once.</summary>
    internal async Task<BootedAgent> BootAsync(CancellationToken cancellationToken)
    {
        if (_agent is null)
        {
            _agent = await BootedAgent.BootAsync(site, cancellationToken);
            await _agent.InstallAsync(cancellationToken);
            await _agent.OrderSubAgentsAsync(EndScripts.Names, cancellationToken);
        }
        await WaitUpAsync(cancellationToken);
        return _agent;
    }

    /// <summary>Reboots it in order, once. Its manager lives on for a while, and so sees the ends of the others.</summary>
    internal async Task<EndOfMachine> RebootAsync(CancellationToken cancellationToken)
    {
        if (_end is not null) return _end;
        const string slow = "mkdir -p /run/systemd/system/aops-spm.service.d && "
            + "printf '[Service]\\nExecStop=/bin/sleep 1\\n' >/run/systemd/system/aops-spm.service.d/slow.conf && "
            + "systemctl daemon-reload";
        (await Agent.Machine.RunAsync(cancellationToken, "sh", "-c", slow)).MustSucceed();
        var restarts = await RestartsAsync(cancellationToken);
        var front = new LogMark(Agent, EndScripts.Front);
        var pair = new[] { Role.Spm, Role.Spa }.Select(r => new LogMark(Agent.Files.Layout.LogFile(r))).ToArray();
        await Agent.Machine.RebootAsync(cancellationToken);
        await Agent.WaitAsync("all are known again",
            s => EndScripts.Names.All(name => EntryOf(s, name) is not null), cancellationToken);
        await WaitUpAsync(cancellationToken);
        return _end = new(
            restarts, await RestartsAsync(cancellationToken), front.Added, string.Concat(pair.Select(p => p.Added)));
    }

    /// <summary>Waits until the pair is healthy and every sub-agent runs as the main process of its unit.</summary>
    internal async Task WaitUpAsync(CancellationToken cancellationToken)
    {
        await Agent.WaitHealthyAsync(cancellationToken);
        foreach (var name in EndScripts.Names)
        {
            await Eventually.HoldsAsync($"{name} runs", BootedAgent.Soon, async token =>
                await Agent.TickerPidAsync(token, name) is var pid && pid == await MainPidAsync(name, token),
                cancellationToken);
        }
    }

    /// <summary>Main process of a sub-agent's unit; 0 for none.</summary>
    internal async Task<int> MainPidAsync(string name, CancellationToken cancellationToken) => int.Parse(
        await Agent.ShowAsync(UnitNames.OfSubAgent(name), "MainPID", cancellationToken), CultureInfo.InvariantCulture);

    /// <summary>Orders a restart of a sub-agent, which also ends its deaths in a row, and waits until the order was carried out.</summary>
    internal async Task RestartAsync(string name, CancellationToken cancellationToken)
    {
        var before = await MainPidAsync(name, cancellationToken);
        await Agent.RestartSubAgentAsync(name, cancellationToken);
        await WaitReplacedAsync(name, before, cancellationToken);
        await WaitUpAsync(cancellationToken);
    }

    /// <summary>Waits until another process than <paramref name="before"/> is the main process of a sub-agent's unit.</summary>
    internal Task WaitReplacedAsync(string name, int before, CancellationToken cancellationToken) =>
        Eventually.HoldsAsync($"{name} has another process", BootedAgent.Soon, async token =>
            await MainPidAsync(name, token) is > 0 and var now && now != before, cancellationToken);

    /// <summary>How often each sub-agent was restarted.</summary>
    internal async Task<IReadOnlyList<int>> RestartsAsync(CancellationToken cancellationToken)
    {
        var status = await Agent.StatusAsync(cancellationToken);
        return [.. EndScripts.Names.Select(name => EntryOf(status, name)!["restarts"]!.GetValue<int>())];
    }

    /// <summary>What a status says of a sub-agent.</summary>
    internal static JsonNode? EntryOf(JsonNode status, string name) =>
        status["subAgents"]!.AsArray().FirstOrDefault(a => a!["name"]!.GetValue<string>() == name);
}

/// <summary>Findings of an orderly reboot.</summary>
/// <param name="RestartsBefore">Restarts of each sub-agent before it.</param>
/// <param name="RestartsAfter">Restarts of each once all are up again.</param>
/// <param name="Front">Notes of the sub-agent that depends on another.</param>
/// <param name="Pair">Log lines of both members.</param>
internal sealed record EndOfMachine(
    IReadOnlyList<int> RestartsBefore, IReadOnlyList<int> RestartsAfter, string Front, string Pair);

/// <summary>What is added to a log from now on.</summary>
internal sealed class LogMark
{
    private readonly string _path;
    private readonly int _length;

    public LogMark(string path) => (_path, _length) = (path, Read(path).Length);

    public LogMark(BootedAgent agent, string subAgent)
        : this(agent.Files.Layout.SubAgentLog(subAgent))
    {
    }

    /// <summary>What was added.</summary>
    public string Added => Read(_path)[_length..];

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
