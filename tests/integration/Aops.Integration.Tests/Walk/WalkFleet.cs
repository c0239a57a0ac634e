using System.Globalization;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Hosts;
using Aops.Swarm.Runs;

namespace Aops.Integration.Tests.Walk;

/// <summary>The simulated hosts of a walk, enrolled by two tokens, and what they were told last.</summary>
internal sealed class WalkFleet : IAsyncDisposable
{
    public const string SubAgent = "collector";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly HostSwarm _swarm;

    public WalkFleet(ServerProcess server, IReadOnlyList<string> tokens)
    {
        // The more hosts, the longer their interval, as one machine plays all of them and the server, too.
        Interval = TimeSpan.FromSeconds(Count > 2000 ? 30 : 5);
        _swarm = new HostSwarm(new SwarmOptions
        {
            Server = server.Url,
            AuthorityFile = server.Authority,
            Tokens = tokens,
            Hosts = Count,
            RampPerSecond = 2000,
            OwnConnections = Count / 10,
            Interval = Interval,
            Hold = Interval,
        });
    }

    /// <summary>Hosts: 1,000, or as many as <c>AOPS_WALK_HOSTS</c> says.</summary>
    public static int Count { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("AOPS_WALK_HOSTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count : 1000;

    /// <summary>Their heartbeat interval.</summary>
    public TimeSpan Interval { get; }

    public IReadOnlyList<SimulatedHost> Hosts => _swarm.Hosts;

    public SwarmTally Tally => _swarm.Tally;

    /// <summary>The hosts of a token.</summary>
    public IEnumerable<SimulatedHost> Of(int token) => Hosts.Where(host => host.Traits.TokenNumber == token);

    /// <summary>Enrols all.</summary>
    public Task<int> EnrolAsync(CancellationToken cancellationToken) => _swarm.EnrolAsync(cancellationToken);

    /// <summary>Lets hosts die.</summary>
    public IReadOnlyList<SimulatedHost> Kill(int count) => _swarm.Kill(count);

    /// <summary>Waits until something holds of every one of some hosts.</summary>
    public static Task WaitAsync(
        string what, IEnumerable<SimulatedHost> hosts, Func<SimulatedHost, bool> holds, CancellationToken cancellationToken)
    {
        var left = hosts.ToList();
        return Eventually.HoldsAsync($"{what} (of {left.Count} hosts)", Deadline,
            () => left.RemoveAll(host => holds(host)) >= 0 && left.Count == 0, cancellationToken);
    }

    /// <summary>The variable of the sub-agent that a host was told; null where it has none.</summary>
    public static string? EveryOf(SimulatedHost host) => host.Desired?.SubAgents?
        .FirstOrDefault(subAgent => subAgent.Name == SubAgent)?.Env.GetValueOrDefault("EVERY");

    public ValueTask DisposeAsync() => _swarm.DisposeAsync();
}
