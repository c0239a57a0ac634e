using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Bench.Soak;

/// <summary>
/// A server and one host that is never quiet: a heartbeat each second, a sub-agent that ends each second, reports each
/// second, and lines of a log that are sent on.
/// </summary>
internal sealed class SoakWorld : IAsyncDisposable
{
    /// <summary>The sub-agent that ends each second.</summary>
    public const string Mayfly = "mayfly";

    private const string Version = "1.0.0";
    private const string LogTail = "log-tail";
    private const int OutputBytesMax = 1024 * 1024;

    // Each end is news, which takes the place of the heartbeat that is held: so that there are also heartbeats that are
    // answered in their time, it lives 10 s of each minute.
    private const string MayflyScript = """
        echo "$(date +%s) up"
        [ $(($(date +%s) % 60)) -ge 50 ] && exec sleep 10
        exec sleep 1

        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Fleet _fleet = new("soak");
    private Dictionary<string, int> _pids = [];

    private SoakWorld()
    {
    }

    /// <summary>The host.</summary>
    public AgentHost Agent { get; private set; } = null!;

    /// <summary>The server.</summary>
    public ServerProcess Server => _fleet.Server;

    /// <summary>The way of the host to its server.</summary>
    public ConnectProxy Proxy { get; } = new();

    /// <summary>The log that is followed.</summary>
    public string Log => Path.Combine(_fleet.Root.Folder("logs"), "app.log");

    /// <summary>Heartbeats that the server has answered: it numbers its replies, and the host keeps the newest number.</summary>
    public long Beats => File.Exists(Agent.Layout.HeartbeatCounter)
        && long.TryParse(File.ReadAllText(Agent.Layout.HeartbeatCounter), CultureInfo.InvariantCulture, out var n) ? n : 0;

    /// <summary>Starts everything, and waits until all of it runs.</summary>
    public static async Task<SoakWorld> StartAsync(CancellationToken cancellationToken)
    {
        var world = new SoakWorld();
        try
        {
            await world.BeginAsync(cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A sample of each program that is measured.</summary>
    public IEnumerable<SoakSample> Sample(double seconds)
    {
        var beats = Beats;
        foreach (var role in new[] { Role.Spm, Role.Spa })
            if (Agent.ProcessOf(role) is { Pid: var pid }) _pids[role.ProgramName()] = pid;
        return _pids.Select(p => SoakSample.TryTake(p.Key, p.Value, seconds, beats)).OfType<SoakSample>().ToList();
    }

    /// <summary>How often the sub-agent that ends each second was started again; also finds sub-agents that were restarted.</summary>
    public async Task<int?> RestartsAsync(CancellationToken cancellationToken)
    {
        if (await Agent.TryStatusAsync(Role.Spm, cancellationToken) is not { } status) return null;
        foreach (var s in status.SubAgents.Where(s => s.Pid is not null && _pids.ContainsKey(s.Name))) _pids[s.Name] = s.Pid!.Value;
        return status.SubAgents.FirstOrDefault(s => s.Name == Mayfly)?.Restarts;
    }

    /// <summary>Files below the host's root.</summary>
    public int CountFiles() => Directory.EnumerateFiles(Agent.Layout.Root, "*", SearchOption.AllDirectories).Count();

    /// <summary>Ends everything, and deletes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var (workshop, stage) = (_fleet.Workshop, _fleet.Stage);
        await workshop.InitAsync(cancellationToken);
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, cancellationToken);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await workshop.AddSubAgentAsync(stage.HostMetrics(Version), Fleet.OwnSubAgent, Version, cancellationToken);
        await workshop.AddSubAgentAsync(stage.LogTail(Version, LogTailConfiguration()), LogTail, Version, cancellationToken);
        var atOnce = new JsonObject { ["restart"] = new JsonObject { ["healthyAfterSeconds"] = 0 } };
        await workshop.AddSubAgentAsync(
            stage.Script(Mayfly, Version, MayflyScript, atOnce), Mayfly, Version, cancellationToken);
        await _fleet.StartServerAsync(cancellationToken);
        await _fleet.PublishAsync(cancellationToken);
        Agent = await _fleet.InstallAsync(cancellationToken);
        Agent.EditConf(("heartbeatInterval", "1s"), ("proxy", Proxy.Url.GetLeftPart(UriPartial.Authority)));
        string[] names = [Fleet.OwnSubAgent, LogTail, Mayfly];
        await _fleet.OrderSubAgentsAsync(
            Agent, names.Select(n => new JsonObject { ["name"] = n, ["version"] = Version }), cancellationToken);
        _pids = new Dictionary<string, int>
        {
            [Role.Spm.ProgramName()] = Agent.MustFind(Role.Spm).Pid,
            [Role.Spa.ProgramName()] = Agent.MustFind(Role.Spa).Pid,
            ["aops-server"] = Server.Pid,
        };
        foreach (var name in names)
        {
            var pid = (await Agent.WaitForSubAgentAsync(name, Deadline, cancellationToken)).Pid!.Value;
            if (name != Mayfly) _pids[name] = pid;
        }
    }

    private JsonObject LogTailConfiguration() => new()
    {
        ["sources"] = new JsonArray(new JsonObject
        {
            ["name"] = "app", ["files"] = new JsonArray(Path.Combine(Path.GetDirectoryName(Log)!, "*.log")),
            ["startAt"] = "beginning",
        }),
        ["sink"] = new JsonObject
        {
            ["file"] = new JsonObject { ["path"] = "out.jsonl", ["bytesMax"] = OutputBytesMax, ["filesMax"] = 2 },
        },
    };
}
