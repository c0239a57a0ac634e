using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Runs;

namespace Aops.Swarm.Hosts;

/// <summary>
/// The state of one simulated host, as its agent would tell it: it holds the revision that it was told last, runs the
/// sub-agents of it, and goes through upgrades. One run uses it at a time.
/// </summary>
/// <param name="traits">What it is.</param>
/// <param name="version">The version that it begins with.</param>
/// <param name="failsUpgrades">Whether its upgrades are rolled back.</param>
/// <param name="downloadTime">How long it is in download.</param>
/// <param name="startedAt">When its agent started.</param>
public sealed class SimulatedHost(
    HostTraits traits, string version, bool failsUpgrades, TimeSpan downloadTime, DateTimeOffset startedAt)
{
    private IReadOnlyList<SubAgentStatus> _subAgents = [];
    private SimulatedUpgrade? _upgrade;
    private long _failedGeneration;
    private long? _counter;
    private long _sequence;

    /// <summary>What it is.</summary>
    public HostTraits Traits { get; } = traits;

    /// <summary>Its id at the server; null until it has enrolled.</summary>
    public string? AgentId { get; private set; }

    /// <summary>Its token.</summary>
    public string? AgentToken { get; private set; }

    /// <summary>What it was told last; null for nothing yet.</summary>
    public DesiredState? Desired { get; private set; }

    /// <summary>The revision that it holds.</summary>
    public long Revision => Desired?.Revision ?? 0;

    /// <summary>Heartbeats that were answered.</summary>
    public long Answered { get; private set; }

    /// <summary>The newest upgrade; null for none.</summary>
    public UpgradeReport? Upgrade => _upgrade?.Report;

    /// <summary>The version that runs.</summary>
    public string Version { get; private set; } = version;

    /// <summary>Whether what it runs from now on fails, whatever the options of the swarm say.</summary>
    public bool FailsRuns { get; set; }

    /// <summary>When it switched to the newest version that it was ordered; null for not yet.</summary>
    public DateTimeOffset? SwitchedAt => _upgrade?.SwitchedAt;

    /// <summary>How often it has switched to another version.</summary>
    public int Switches { get; private set; }

    /// <summary>Whether its next heartbeat tells something new, so that it does not wait for its interval.</summary>
    public bool HasNews => _upgrade is { HasEnded: false };

    /// <summary>How long its next heartbeat may be held, at most: until it has something to tell.</summary>
    public TimeSpan HoldAt(DateTimeOffset now, TimeSpan longest)
    {
        if (_upgrade is not { HasEnded: false } upgrade) return longest;
        // The hold is told in whole seconds.
        var left = TimeSpan.FromSeconds(Math.Ceiling(upgrade.LeftAt(now).TotalSeconds));
        return left < longest ? left : longest;
    }

    /// <summary>Takes its identity.</summary>
    public void Enrol(string agentId, string agentToken)
    {
        (AgentId, AgentToken) = (agentId, agentToken);
        _counter = null;
    }

    /// <summary>The next heartbeat.</summary>
    public HeartbeatRequest Compose(TimeSpan interval, TimeSpan hold) => new()
    {
        Sequence = ++_sequence,
        Revision = Revision,
        IntervalSeconds = (int)interval.TotalSeconds,
        HoldSeconds = (int)hold.TotalSeconds,
        Host = Traits.Info with { Instance = Traits.Info.Instance! with { Counter = _counter } },
        Agent = new AgentStatus
        {
            Version = Version,
            StartedAt = startedAt,
            SpmPid = 1000 + (Traits.Number % 30_000),
            SpaPid = 1001 + (Traits.Number % 30_000),
            SpaVersion = Version,
            SpmRssBytes = 24 << 20,
            SpaRssBytes = 15 << 20,
            Upgrade = Upgrade,
            // Nothing is executed, so that anything may be ordered.
            Runs = RunPolicy.Any,
        },
        SubAgents = _subAgents,
    };

    /// <summary>Takes up what the server has answered.</summary>
    public void TakeUp(HeartbeatReply reply, DateTimeOffset now)
    {
        Answered++;
        _counter = reply.Counter;
        if (_upgrade is { HasEnded: false } upgrade)
        {
            if (!upgrade.HasSwitched && reply.Desired is { } other && other.Agent?.Version != upgrade.Report.To) upgrade.Withdraw(now);
            else upgrade.Step(now);
            Version = upgrade.Running;
            if (upgrade.SwitchedAt == now) Switches++;
        }
        if (reply.Desired is not { } desired) return;
        Desired = desired;
        if (desired.SubAgents is { } subAgents) _subAgents = [.. subAgents.Select(wanted => Run(wanted, now))];
        if (desired.Agent is not { } agent || agent.Version == Version || agent.Generation <= _failedGeneration) return;
        if (_upgrade is { HasEnded: false } under && under.Report.To == agent.Version) return;
        if (failsUpgrades) _failedGeneration = agent.Generation;
        _upgrade = SimulatedUpgrade.Begin(Version, agent.Version, failsUpgrades, downloadTime, now);
    }

    private SubAgentStatus Run(DesiredSubAgent wanted, DateTimeOffset now)
    {
        var before = _subAgents.FirstOrDefault(subAgent => subAgent.Name == wanted.Name);
        var state = wanted.Running ? ProcessState.Running : ProcessState.Stopped;
        if (before is not null && before.Version == wanted.Version && before.State == state) return before;
        return new SubAgentStatus
        {
            Name = wanted.Name,
            Version = wanted.Version,
            State = state,
            Since = now,
            Pid = wanted.Running ? 2000 + (Traits.Number % 30_000) : null,
            RssBytes = wanted.Running ? 12 << 20 : 0,
        };
    }
}
