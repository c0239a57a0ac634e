using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Native.Processes;
using Aops.Sweep;
using Aops.Swarm;
using Aops.Swarm.Runs;

namespace Aops.Integration.Tests.Rollouts;

/// <summary>
/// A rollout over 50 simulated hosts whose server is killed by SIGKILL at writes of its database: at 8 of them, or, where
/// <c>AOPS_ROLLOUT_KILLS</c> is a larger number, before and after one write after another, over as many rollouts as that takes.
/// It goes on each time; no host is ordered twice, and none is forgotten.
/// </summary>
public sealed class KilledServerTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Hosts = 50;
    private const int Sample = 8;
    private const int WritesOfAKill = 15;

    // A rollout has some hundred writes: with kills that come no later, each part of it is met by some.
    private const int WritesOfASweep = 60;
    private const int SIGUSR1 = 10;
    private const string Write = "server write aops.db-wal";

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    private readonly Fleet _fleet = new("killedserver");
    private readonly List<string> _wrapper = [];
    private ServerProcess _server = null!;
    private HostSwarm _swarm = null!;

    private static int Kills { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("AOPS_ROLLOUT_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count : Sample;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _fleet.Workshop.InitAsync(Stop);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await _fleet.Workshop.AddAgentAsync(_fleet.Stage.Agent(version), version, Stop);
        _server = await ServerProcess.StartAsync(_fleet.Programs, _fleet.Root.Folder("server"), _wrapper, Stop);
        await _fleet.Workshop.PublishAsync(_server, Stop);
        var token = await _server.Api.CreateEnrolmentTokenAsync("simulated", Hosts, Stop);
        _swarm = new HostSwarm(new SwarmOptions
        {
            Server = _server.Url, AuthorityFile = _server.Authority, Tokens = [token], Hosts = Hosts,
            OwnConnections = Hosts / 2, RampPerSecond = 50, Version = PublishedPrograms.First,
        });
        Assert.Equal(0, await _swarm.EnrolAsync(Stop));
        await Eventually.HoldsAsync("each has had an answer", Soon, () => _swarm.Hosts.All(host => host.Answered > 0), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _swarm.DisposeAsync();
        await _server.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task AtAnyWrite_TheRolloutGoesOn_NoHostTwiceAndNoneForgotten()
    {
        var tracer = await Tracer.BuildAsync(_fleet.Root.Path, Stop);
        var (orders, random) = (new RolloutOrders(_server), new Random(1));
        var (kills, rollouts) = (0, 0);
        while (kills < Kills)
        {
            var version = rollouts++ % 2 == 0 ? PublishedPrograms.Second : PublishedPrograms.First;
            var before = kills;
            kills += await PlayRolloutAsync(orders, version, tracer, random, before);
            AssertSwitchedOnce(version, rollouts);
            Assert.True(kills > before, "it was over before the first kill");
            output.WriteLine($"{kills} kills over {rollouts} rollouts");
            if (Kills == Sample) break;
        }
    }

    // A rollout, with kills as long as it lasts.
    private async Task<int> PlayRolloutAsync(
        RolloutOrders orders, string version, string tracer, Random random, int before)
    {
        var id = await orders.StartAsync("fleet", version, new JsonObject
        {
            ["ramp"] = new JsonObject { ["first"] = 3, ["factor"] = 1 }, ["soakSeconds"] = 1,
        }, Stop);
        var kills = before;
        while (kills < Kills && RolloutOrders.StateOf(await orders.ShowAsync(id, Stop)) == "running")
        {
            // In a sample later and later ones, so that the rollout gets on between two kills.
            var (nth, isBefore) = Kills == Sample
                ? (random.Next(1, WritesOfAKill * (kills + 1) + 1), random.Next(2) == 0)
                : (kills / 2 % WritesOfASweep + 1, kills % 2 == 0);
            if (await PlayAsync(orders, id, tracer, nth, isBefore)) kills++;
        }
        await orders.WaitForStateAsync(id, "completed", Soon, Stop);
        var rows = await orders.HostsAsync(id, Stop);
        Assert.Equal(Hosts, rows.Count);
        // Of another architecture nothing is published.
        Assert.All(rows, row => Assert.Equal(
            (string)row["architecture"]! == "x64" ? ("succeeded", 1) : ("excluded", 0), ((string)row["state"]!, (int)row["attempt"]!)));
        return kills - before;
    }

    private void AssertSwitchedOnce(string version, int rollouts) =>
        Assert.All(_swarm.Hosts, host => Assert.Equal(
            host.Traits.Info.Architecture == "x64" ? (version, rollouts) : (PublishedPrograms.First, 0),
            (host.Version, host.Switches)));

    // Starts the server again so that it dies at one of its next writes, and once more as it is.
    private async Task<bool> PlayAsync(RolloutOrders orders, string id, string tracer, int nth, bool isBefore)
    {
        var log = Path.Combine(_fleet.Root.Path, "tracer.log");
        File.Delete(log);
        await _server.KillAsync(Stop);
        _wrapper.AddRange(
        [
            tracer, "--root", _server.Data, "--log", log, "--kill", "caller",
            "--when", isBefore ? "before" : "after", "--nth", $"{nth}", "--at", Write, "--",
        ]);
        await _server.StartAsync(Stop);
        Signal.Send(_server.Pid, SIGUSR1);
        var wasKilled = false;
        await Eventually.HoldsAsync("the server is killed, or the rollout is over", Soon, async stop =>
            (wasKilled = File.Exists(log) && (await File.ReadAllTextAsync(log, stop)).Contains("killed", StringComparison.Ordinal))
            || await IsOverAsync(orders, id, stop), Stop);
        await _server.KillAsync(Stop);
        _wrapper.Clear();
        await _server.StartAsync(Stop);
        return wasKilled;
    }

    private static async Task<bool> IsOverAsync(RolloutOrders orders, string id, CancellationToken cancellationToken)
    {
        try
        {
            return RolloutOrders.StateOf(await orders.ShowAsync(id, cancellationToken)) != "running";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }
}
