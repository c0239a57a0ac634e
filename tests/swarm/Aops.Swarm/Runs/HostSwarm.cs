using Aops.Swarm.Hosts;
using Aops.Swarm.Wire;

namespace Aops.Swarm.Runs;

/// <summary>Many simulated hosts in this process, against one server.</summary>
public sealed class HostSwarm : IAsyncDisposable
{
    private readonly SwarmOptions _options;
    private readonly AgentWire _wire;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _runs = [];
    private readonly Dictionary<SimulatedHost, CancellationTokenSource> _living = [];

    /// <summary>Makes the hosts; nothing is sent.</summary>
    /// <exception cref="IOException">The file of the authority cannot be read.</exception>
    public HostSwarm(SwarmOptions options)
    {
        _options = options;
        Transport = new SwarmTransport(options);
        _wire = new AgentWire(options.Server, Transport);
        var now = DateTimeOffset.UtcNow;
        Hosts =
        [
            .. Enumerable.Range(0, options.Hosts).Select(number =>
            {
                var traits = HostTraits.Of(options.Seed, number, options.Tokens.Count);
                return new SimulatedHost(traits, options.Version, options.Upgrades.Fails(traits), options.DownloadTime, now);
            }),
        ];
    }

    /// <summary>The hosts, by their numbers.</summary>
    public IReadOnlyList<SimulatedHost> Hosts { get; }

    /// <summary>What they have done.</summary>
    public SwarmTally Tally { get; } = new();

    /// <summary>Their connections.</summary>
    public SwarmTransport Transport { get; }

    /// <summary>Enrols all hosts at the rate of the ramp; each begins its heartbeats at once.</summary>
    /// <returns>How many the server has refused for good.</returns>
    public async Task<int> EnrolAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        var began = TimeProvider.System.GetTimestamp();
        var refused = 0;
        var enrolments = new List<Task>(Hosts.Count);
        foreach (var (number, host) in Hosts.Index())
        {
            var due = TimeSpan.FromSeconds(number / _options.RampPerSecond);
            var wait = due - TimeProvider.System.GetElapsedTime(began);
            if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, stop.Token);
            enrolments.Add(BeginAsync(host));
        }
        await Task.WhenAll(enrolments);
        return refused;

        async Task BeginAsync(SimulatedHost host)
        {
            var run = new HostRun(host, _wire, Tally, _options);
            if (await run.EnrolAsync(stop.Token)) Start(host, run);
            else Interlocked.Increment(ref refused);
        }
    }

    /// <summary>Copies hosts, the first ones, onto other machines.</summary>
    public void Copy(int count)
    {
        foreach (var original in Hosts.Take(count))
        {
            var copy = new SimulatedHost(
                original.Traits.Copy(_options.Seed), _options.Version, failsUpgrades: false, _options.DownloadTime, DateTimeOffset.UtcNow);
            var run = new HostRun(copy, _wire, Tally, _options);
            Add(copy, stop => run.CopyAsync(original, stop));
        }
    }

    /// <summary>Lets hosts die without a farewell, the last ones that live.</summary>
    /// <returns>Those that died.</returns>
    public IReadOnlyList<SimulatedHost> Kill(int count)
    {
        var dying = Hosts.Reverse().Where(IsLiving).Take(count).ToList();
        foreach (var host in dying)
        {
            CancellationTokenSource? stop;
            lock (_living) _living.Remove(host, out stop);
            stop?.Cancel();
            Transport.Close(host.Traits.Number);
            Tally.CountDead();
        }
        return dying;
    }

    /// <summary>Ends all hosts, without a farewell.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Task[] runs;
        lock (_living) runs = [.. _runs];
        await Task.WhenAll(runs).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Transport.Dispose();
        _end.Dispose();
    }

    private bool IsLiving(SimulatedHost host)
    {
        lock (_living) return _living.ContainsKey(host);
    }

    private void Start(SimulatedHost host, HostRun run) => Add(host, run.RunAsync);

    private void Add(SimulatedHost host, Func<CancellationToken, Task> run)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        lock (_living) _living[host] = stop;
        var running = run(stop.Token);
        lock (_living) _runs.Add(running);
    }
}
