using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Chaos;

/// <summary>A server and one agent with four sub-agents, for faults to happen to.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    // Enough to unpack the suite once more, which healing needs.
    private const long SpareBytes = 72 * 1024 * 1024;

    private const int BootTries = 5;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly Fleet _fleet = new("chaos");

    private ChaosWorld()
    {
        Agent = _fleet.NewHost();
        Pair = new PairGuard(Agent);
    }

    public AgentHost Agent { get; }

    public PairGuard Pair { get; }

    public UndoList Undo { get; } = new();

    /// <summary>The clock of the pair; null where none could be built.</summary>
    public FakeClock? Clock { get; private set; }

    /// <summary>Whether the agent has a disk of its own, which may be filled.</summary>
    public bool HasOwnDisk { get; private set; }

    public IReadOnlyList<SubAgentRecord> SubAgents { get; } =
    [
        new(Fleet.OwnSubAgent, "aops-host-metrics"),
        new(Fleet.ForeignSubAgent, "prometheus-node-exporter"),
        new(ThirdPartyPackages.Forks, "mini_httpd"),
        new(ThirdPartyPackages.Deaf, "busybox"),
    ];

    /// <summary>A folder outside of the root.</summary>
    public string Folder => _fleet.Root.Path;

    /// <summary>Process attributes that must not be inherited from the starting process.</summary>
    public InheritedTraits Inherited { get; } = new();

    /// <summary>Foreign data that was lost; null if nothing was.</summary>
    public string? Loss { get; set; }

    /// <summary>Whether both members run and are whole, and no fault is active.</summary>
    public bool IsCalm => Undo.IsEmpty && Pair.MayHit(Role.Spm) is not null && Pair.MayHit(Role.Spa) is not null
        && File.Exists(Agent.Layout.LauncherProgram)
        && new[] { Role.Spm, Role.Spa }.SelectMany(ProcessesOf).All(p => File.Exists(ProcessesWithin.ProgramOf(p)));

    /// <summary>Notes that every sub-agent ends now, or may be ended for a reason.</summary>
    public void NoteDeathOfSubAgents()
    {
        foreach (var record in SubAgents)
        {
            foreach (var process in ProcessesOf(record)) record.See(process);
            record.LethalFaults++;
        }
    }

    /// <summary>Starts the pair, as the boot of a host does; again, where a file is just damaged.</summary>
    /// <exception cref="ChaosException">It cannot be started.</exception>
    public void Boot()
    {
        CommandResult? last = null;
        for (var i = 0; i < BootTries; i++)
        {
            last = Command.RunAsync(Agent.Layout.ServiceProgram, ["start", "--root", Agent.Layout.Root],
                new Dictionary<string, string?> { ["LD_PRELOAD"] = Clock?.Library }, CancellationToken.None)
                .GetAwaiter().GetResult();
            if (last.ExitCode == 0) return;
            Undo.Run(all: true);
        }
        throw new ChaosException($"the host does not boot: {last!.Text}");
    }

    /// <summary>Sets everything up.</summary>
    public static async Task<ChaosWorld> CreateAsync(CancellationToken cancellationToken)
    {
        var world = new ChaosWorld();
        try
        {
            await world.SetUpAsync(cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>The processes of a sub-agent: one, except during a restart.</summary>
    public IReadOnlyList<ProcessIdentity> ProcessesOf(SubAgentRecord record)
    {
        var slots = Path.GetFullPath(Agent.Layout.SubAgentReleases(record.Name));
        return
        [
            .. ProcessesWithin.Find(slots).Where(p =>
                p.IsAlive && Path.GetFileName(ProcessesWithin.ProgramOf(p)) == record.Program),
        ];
    }

    /// <summary>The processes of a member: one.</summary>
    public IReadOnlyList<ProcessIdentity> ProcessesOf(Role role) =>
    [
        .. ProcessesWithin.Find(Agent.Layout.Root).Where(p => p.IsAlive
            && Path.GetFileName(ProcessesWithin.ProgramOf(p)) is { } name
            && name.StartsWith(role.ProgramName(), StringComparison.Ordinal)),
    ];

    /// <summary>When the server last heard from the agent.</summary>
    public async Task<DateTimeOffset?> LastHeardAsync(CancellationToken cancellationToken)
    {
        var agents = await _fleet.Server.Api.ListAgentsAsync(cancellationToken);
        return agents.Single()?["lastSeen"]?.GetValue<DateTimeOffset>();
    }

    public async ValueTask DisposeAsync()
    {
        Undo.Run(all: true);
        if (Directory.Exists(Agent.Layout.State)) await File.WriteAllTextAsync(Agent.Layout.StopMarker, "");
        ProcessesWithin.KillAll(Agent.Layout.Root);
        if (HasOwnDisk) await Command.RunAsync("umount", ["-l", Agent.Layout.Root], CancellationToken.None);
        await _fleet.DisposeAsync();
    }

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        await _fleet.Workshop.InitAsync(cancellationToken);
        await _fleet.Workshop.AddAgentAsync(
            _fleet.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, cancellationToken);
        await _fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await AddSubAgentsAsync(cancellationToken);
        await _fleet.StartServerAsync(cancellationToken);
        await _fleet.PublishAsync(cancellationToken);
        Clock = await FakeClock.BuildAsync(_fleet.Root.Folder("clock"), cancellationToken);
        await MountAsync("512m", "", cancellationToken);
        await InstallAsync(cancellationToken);
        await OrderAsync(cancellationToken);
        if (HasOwnDisk) await ShrinkAsync(cancellationToken);
    }

    private async Task AddSubAgentsAsync(CancellationToken cancellationToken)
    {
        const string version = ThirdPartyPackages.Version;
        var own = _fleet.Stage.HostMetrics(version);
        ThirdPartyPackages.Quicken(own, liveness: null);
        await _fleet.Workshop.AddSubAgentAsync(own, Fleet.OwnSubAgent, version, cancellationToken);
        var foreign = await _fleet.Stage.NodeExporterAsync(version, cancellationToken);
        ThirdPartyPackages.Quicken(foreign, liveness: null);
        await _fleet.Workshop.AddSubAgentAsync(foreign, Fleet.ForeignSubAgent, version, cancellationToken);
        await new ThirdPartyPackages(_fleet, cancellationToken).AddAsync();
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var token = await _fleet.Server.Api.CreateEnrolmentTokenAsync(cancellationToken);
        var line = $"LD_PRELOAD={Clock!.Library} && export LD_PRELOAD && {_fleet.CurlLine(Agent.Layout.Root, token)} " +
            $"--version {PublishedPrograms.First}";
        (await Command.RunAsync("/bin/sh", ["-c", line], cancellationToken)).MustSucceed();
        Agent.EditConf(
            ("pingInterval", "200ms"), ("pingTimeout", "900ms"), ("heartbeatInterval", "1s"),
            ("integrityInterval", "1s"));
        await Agent.WaitForPairAsync(Soon, cancellationToken);
    }

    private async Task OrderAsync(CancellationToken cancellationToken)
    {
        await _fleet.OrderSubAgentsAsync(Agent, SubAgents.Select(record => new JsonObject
        {
            ["name"] = record.Name,
            ["version"] = ThirdPartyPackages.Version,
            ["env"] = new JsonObject { ["PORT"] = $"{FreePort.Find()}" },
        }), cancellationToken);
        foreach (var record in SubAgents) await Agent.WaitForSubAgentAsync(record.Name, Soon, cancellationToken);
    }

    private async Task MountAsync(string size, string option, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess) return;
        Directory.CreateDirectory(Agent.Layout.Root);
        var mount = await Command.RunAsync("mount",
            ["-t", "tmpfs", "-o", $"{option}size={size}", "tmpfs", Agent.Layout.Root], cancellationToken);
        HasOwnDisk = mount.ExitCode == 0;
    }

    // So small that it can be filled quickly.
    private Task ShrinkAsync(CancellationToken cancellationToken)
    {
        var disk = new DriveInfo(Agent.Layout.Root);
        var size = disk.TotalSize - disk.AvailableFreeSpace + SpareBytes;
        return MountAsync($"{size}", "remount,", cancellationToken);
    }
}
