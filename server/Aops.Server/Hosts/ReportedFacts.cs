using System.Security.Cryptography;
using System.Text;
using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.Server.Hosts;

/// <summary>What a heartbeat tells that hosts are found by.</summary>
internal sealed record ReportedFacts
{
    /// <summary>In the place of a phase: the server, the network or the disk keeps an upgrade from going on.</summary>
    public const string Hindered = "hindered";

    public required HostInfo Host { get; init; }

    public required string Version { get; init; }

    public int Faults { get; init; }

    /// <summary>Number of sub-agents that have failed, or wait to be started again after an end.</summary>
    public int Failing { get; init; }

    /// <summary>
    /// Phase of the newest upgrade; <see cref="Hindered"/> while it cannot go on for now; empty for none.
    /// </summary>
    public string Upgrade { get; init; } = "";

    /// <summary>Whether its sub-agents are stopped because a layer says so.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether an operator at the host holds back changes.</summary>
    public bool IsOnHold { get; init; }

    /// <summary>What it runs at a server's word, as it says so itself; empty from a version without runs.</summary>
    public string Runs { get; init; } = "";

    /// <summary>Names of the sub-agents, each once, in order.</summary>
    public IReadOnlyList<string> SubAgents { get; init; } = [];

    public static ReportedFacts Of(HeartbeatRequest heartbeat) => new()
    {
        Host = heartbeat.Host,
        Version = heartbeat.Agent.Version,
        Faults = heartbeat.Agent.Faults.Count,
        Failing = heartbeat.SubAgents.Count(subAgent => subAgent.State is ProcessState.Failed or ProcessState.Backoff),
        Upgrade = heartbeat.Agent.Faults.Any(HinderedUpgrade.IsTold) ? Hindered
            : heartbeat.Agent.Upgrade is { } upgrade ? KebabName.Of(upgrade.Phase) : "",
        IsPaused = heartbeat.Agent.Paused is not null,
        IsOnHold = heartbeat.Agent.Hold is not null,
        Runs = heartbeat.Agent.Runs is { } policy ? KebabName.Of(policy) : "",
        SubAgents = [.. heartbeat.SubAgents.Select(subAgent => subAgent.Name).Distinct().Order(StringComparer.Ordinal)],
    };

    /// <summary>Equal for two heartbeats that tell the same: the second changes no index but that of the time.</summary>
    public string Digest()
    {
        var text = new StringBuilder();
        string?[] parts =
            [Host.Hostname, Version, Host.Os, Host.Kernel, Host.Architecture, Host.ServiceManager, Upgrade];
        foreach (var part in parts) text.Append(part).Append('\n');
        text.Append(Faults).Append('\n').AppendJoin('\n', SubAgents);
        if (Failing > 0) text.Append("\n/failing ").Append(Failing);
        if (IsPaused) text.Append("\n/paused");
        if (IsOnHold) text.Append("\n/on-hold");
        if (Runs.Length > 0) text.Append("\n/runs ").Append(Runs);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
