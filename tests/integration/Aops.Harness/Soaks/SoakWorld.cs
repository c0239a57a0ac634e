using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;

namespace Aops.Harness.Soaks;

/// <summary>
/// A server and one host that is never quiet: heartbeats at the shortest interval, a sub-agent that ends again and again,
/// reports each second, and lines of a log that are sent on.
/// </summary>
public sealed class SoakWorld : IAsyncDisposable
{
    private const string Version = "1.0.0";
    private const string LogTail = "log-tail";

    // The sub-agent that ends again and again.
    private const string Mayfly = "mayfly";

    private const int OutputBytesMax = 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Fleet _fleet = new("soak");
    private readonly Dictionary<string, int> _pids = [];

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

    /// <summary>
    /// Heartbeats that the server had got when the host took its last answer: the server numbers them, and the host keeps the
    /// newest number.
    /// </summary>
    public long Heartbeats => File.Exists(Agent.Layout.HeartbeatCounter)
        && long.TryParse(File.ReadAllText(Agent.Layout.HeartbeatCounter), CultureInfo.InvariantCulture, out var heartbeats) ? heartbeats : 0;

    /// <summary>Starts everything, and waits until all of it runs.</summary>
    public static async Task<SoakWorld> StartAsync(SoakPace pace, CancellationToken cancellationToken)
    {
        var world = new SoakWorld();
        try
        {
            await world.SignAsync(pace, cancellationToken);
            await world.InstallAsync(cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A sample of each program that runs.</summary>
    /// <param name="seconds">Since the load began.</param>
    public IReadOnlyList<SoakSample> Sample(double seconds)
    {
        var heartbeats = Heartbeats;
        foreach (var role in new[] { Role.Spm, Role.Spa })
            if (Agent.ProcessOf(role) is { Pid: var pid }) _pids[role.ProgramName()] = pid;
        return [.. _pids.Select(p => SoakSample.TryTake(p.Key, p.Value, seconds, heartbeats)).OfType<SoakSample>()];
    }

    /// <summary>Looks which processes the other sub-agents have.</summary>
    /// <returns>How often the one that ends again and again was started again; null if spm gave no answer.</returns>
    public async Task<int?> LookAsync(CancellationToken cancellationToken)
    {
        if (await Agent.TryStatusAsync(Role.Spm, cancellationToken) is not { } status) return null;
        foreach (var running in status.SubAgents.Where(s => s.Pid is not null && s.Name != Mayfly))
            _pids[running.Name] = running.Pid!.Value;
        return status.SubAgents.FirstOrDefault(s => s.Name == Mayfly)?.Restarts;
    }

    /// <summary>Files below the host's root.</summary>
    public int CountFiles() => Directory.EnumerateFiles(
        Agent.Layout.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Count();

    /// <summary>Ends everything, and deletes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    private async Task SignAsync(SoakPace pace, CancellationToken cancellationToken)
    {
        var (workshop, stage) = (_fleet.Workshop, _fleet.Stage);
        await workshop.InitAsync(cancellationToken);
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, cancellationToken);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await workshop.AddSubAgentAsync(stage.HostMetrics(Version), Fleet.OwnSubAgent, Version, cancellationToken);
        await workshop.AddSubAgentAsync(stage.LogTail(Version, LogTailConfiguration()), LogTail, Version, cancellationToken);
        var script = $"""
            now=$(date +%s)
            echo "up at $now"
            [ $((now % {pace.CycleSeconds})) -ge {pace.CycleSeconds - pace.RestSeconds} ] && exec sleep {pace.RestSeconds}
            exec sleep {pace.Lifetime}

            """;
        // Each of its runs is a healthy one: the next begins at once.
        var atOnce = new JsonObject { ["restart"] = new JsonObject { ["healthyAfterSeconds"] = 0 } };
        await workshop.AddSubAgentAsync(stage.Script(Mayfly, Version, script, atOnce), Mayfly, Version, cancellationToken);
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        await _fleet.StartServerAsync(cancellationToken);
        await _fleet.PublishAsync(cancellationToken);
        Agent = await _fleet.InstallAsync(cancellationToken);
        Agent.EditConf(("heartbeatInterval", "1s"), ("proxy", Proxy.Url.GetLeftPart(UriPartial.Authority)));
        string[] names = [Fleet.OwnSubAgent, LogTail, Mayfly];
        await _fleet.OrderSubAgentsAsync(
            Agent, names.Select(n => new JsonObject { ["name"] = n, ["version"] = Version }), cancellationToken);
        foreach (var name in names) await Agent.WaitForSubAgentAsync(name, Deadline, cancellationToken);
        _pids["aops-server"] = Server.Pid;
        await LookAsync(cancellationToken);
    }

    private JsonObject LogTailConfiguration() => new()
    {
        ["sources"] = new JsonArray(new JsonObject
        {
            ["name"] = "app",
            ["files"] = new JsonArray(Path.Combine(Path.GetDirectoryName(Log)!, "*.log")),
            ["startAt"] = "beginning",
        }),
        ["sink"] = new JsonObject
        {
            ["file"] = new JsonObject { ["path"] = "out.jsonl", ["bytesMax"] = OutputBytesMax, ["filesMax"] = 2 },
        },
    };
}
