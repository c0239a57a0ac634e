using Aops.Swarm.Hosts;

namespace Aops.Swarm;

/// <summary>A swarm: which hosts, how they reach the server, and what happens to them.</summary>
public sealed record SwarmOptions
{
    /// <summary>The server.</summary>
    public required Uri Server { get; init; }

    /// <summary>File with the authority of the server, as PEM; the only one that is trusted.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>Enrolment tokens; host number n enrols by token n modulo their number.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Hosts.</summary>
    public int Hosts { get; init; } = 1000;

    /// <summary>Seed of every choice: the same seed makes the same hosts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Hosts that enrol within a second.</summary>
    public double RampPerSecond { get; init; } = 500;

    /// <summary>Time between two heartbeats of a host.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server may hold a heartbeat; zero for answers at once.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Hosts with a TLS connection of their own; the others share connections by HTTP/2.</summary>
    public int OwnConnections { get; init; } = 2000;

    /// <summary>Hosts that share one HTTP/2 connection; the server takes 100 streams on one.</summary>
    public int HostsPerConnection { get; init; } = 90;

    /// <summary>Addresses 127.0.0.1, 127.0.0.2, … that connections come from, where the server is on the loopback.</summary>
    public int Addresses { get; init; } = 1;

    /// <summary>Version of the suite that hosts begin with.</summary>
    public string Version { get; init; } = "1.0.0";

    /// <summary>Which upgrades fail.</summary>
    public UpgradeRule Upgrades { get; init; } = UpgradeRule.AllSucceed;

    /// <summary>How long an upgrade is in download.</summary>
    public TimeSpan DownloadTime { get; init; }

    /// <summary>How long a run takes on a host.</summary>
    public TimeSpan RunTime { get; init; }

    /// <summary>On which hosts runs fail: those on which this rule lets upgrades fail.</summary>
    public UpgradeRule RunsFail { get; init; } = UpgradeRule.AllSucceed;

    /// <summary>Copies of hosts: each shows the identity of another host on a machine of its own.</summary>
    public int Clones { get; init; }

    /// <summary>Hosts that die, without a farewell.</summary>
    public int Deaths { get; init; }

    /// <summary>When they die, after the last enrolment.</summary>
    public TimeSpan DeathsAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When all connections are cut at once, after the last enrolment; null for never.</summary>
    public TimeSpan? StormAfter { get; init; }

    /// <summary>How long the swarm goes on after the last enrolment.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);
}
