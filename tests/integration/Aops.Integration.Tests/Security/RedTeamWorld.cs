using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// A publisher, a true server and three hosts that are as they should be; and what tells whether an attack got through:
/// a folder and a port where nothing may arrive, and files of root's that nothing may change.
/// </summary>
internal sealed class RedTeamWorld : IAsyncDisposable
{
    /// <summary>A sub-agent that is a script of bash.</summary>
    public const string Script = "basher";

    private const int HostCount = 3;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    private readonly RedTeamListener _elsewhere = new(0, RedTeamListener.Kind.Reset);
    private readonly Dictionary<string, string> _preciousBefore = [];

    private RedTeamWorld(RedTeamTally tally) => Tally = tally;

    /// <summary>Time between two heartbeats of these hosts.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);

    public Fleet Fleet { get; } = new("redteam");

    public RedTeamTally Tally { get; }

    /// <summary>The hosts, each with the identity and the revision that it has by the true server.</summary>
    public List<(AgentHost Host, string Id, long Revision)> Hosts { get; } = [];

    public RedTeamSpeech Speech { get; private set; } = null!;

    public RedTeamRepository Repository { get; private set; } = null!;

    /// <summary>SHA-256 of every file that the publisher signed.</summary>
    public HashSet<string> Signed { get; } = [];

    /// <summary>A folder that everybody may write to; only the harness does.</summary>
    public string Loot { get; private set; } = "";

    private string Precious => Path.Combine(Fleet.Root.Path, "precious");

    private string Library => Path.Combine(Loot, "p.so");

    /// <summary>Sets everything up, by the true server.</summary>
    public static async Task<RedTeamWorld> CreateAsync(RedTeamTally tally, CancellationToken cancellationToken)
    {
        var world = new RedTeamWorld(tally);
        try
        {
            await world.PlantAsync(cancellationToken);
            await world.PublishAsync(cancellationToken);
            for (var i = 0; i < HostCount; i++) await world.InstallAsync(cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>What an attack has left where nothing may be.</summary>
    public IEnumerable<string> Harm()
    {
        foreach (var file in Directory.GetFileSystemEntries(Loot).Where(f => Path.GetFileName(f) is not ("p.so" or "p.so.c")))
            yield return $"there is {file}: {(File.Exists(file) ? string.Join(' ', File.ReadLines(file).Take(3)) : "a folder")}";
        if (_elsewhere.Connections > 0) yield return $"{_elsewhere.Connections} connections to another port";
        foreach (var fault in Describe(Precious).Except(_preciousBefore).Select(f => $"changed or new: {f.Key}")) yield return fault;
        foreach (var file in _preciousBefore.Keys.Where(f => !File.Exists(f))) yield return $"gone: {file}";
        foreach (var path in new[] { "/tmp/evil", "/evil" }.Where(Path.Exists)) yield return $"there is {path}";
    }

    public async ValueTask DisposeAsync()
    {
        await _elsewhere.DisposeAsync();
        await Fleet.DisposeAsync();
    }

    private async Task PlantAsync(CancellationToken cancellationToken)
    {
        Loot = Fleet.Root.Folder("loot");
        File.SetUnixFileMode(Loot, (UnixFileMode)0b111_111_111);
        await CProgram.BuildLibraryAsync(SettableFixture.Source(Path.Combine(Loot, "loaded")), Library, cancellationToken);
        Directory.CreateDirectory(Precious);
        foreach (var name in new[] { "shadow", "authorized_keys", "sudoers" })
            await File.WriteAllTextAsync(Path.Combine(Precious, name), $"precious {name}\n", cancellationToken);
        foreach (var (file, content) in Describe(Precious)) _preciousBefore[file] = content;
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        await workshop.InitAsync(cancellationToken);
        await AddVersionAsync(PublishedPrograms.First, cancellationToken);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        var old = Fleet.Root.Folder("old");
        (await Command.RunAsync("/bin/cp", ["-r", Path.Combine(workshop.Repository, "metadata"), old], cancellationToken)).MustSucceed();
        await AddVersionAsync(PublishedPrograms.Second, cancellationToken);
        AddSigned(Fleet.Root.Folder("stage"));
        Signed.Add(RedTeamWatch.HashOf(Fleet.Programs.Program("aops-agent-service")));
        var evil = await workshop.PackAsync(
            stage.Script(Script, "3.0.0", $"touch {Loot}/package\nexec sleep 1000000\n"), "subagent", Script, "3.0.0",
            Fleet.Root.Folder("evil"), cancellationToken);
        await Fleet.StartServerAsync(cancellationToken);
        await Fleet.PublishAsync(cancellationToken);
        var elsewhere = $"https://127.0.0.1:{_elsewhere.Port}";
        Repository = new(Fleet, old, await File.ReadAllBytesAsync(evil, cancellationToken), Tally, elsewhere);
        Speech = new(new(Loot, Path.Combine(Precious, "shadow"), Library, elsewhere), Tally, elsewhere);
    }

    private async Task AddVersionAsync(string version, CancellationToken cancellationToken)
    {
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        await workshop.AddAgentAsync(stage.Agent(version), version, cancellationToken);
        var metrics = stage.HostMetrics(version);
        var file = Path.Combine(metrics, "subagent.json");
        var specification = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!.AsObject();
        specification["restart"] = Quick();
        await File.WriteAllTextAsync(file, specification.ToJsonString(), cancellationToken);
        await workshop.AddSubAgentAsync(metrics, Fleet.OwnSubAgent, version, cancellationToken);
        var more = PackageStage.Settable(("GREETING", "[a-z ]{0,40}"));
        more["restart"] = Quick();
        var script = stage.Script(Script, version, "", more);
        await File.WriteAllTextAsync(Path.Combine(script, "run.sh"),
            "#!/bin/bash\nwhile :; do sleep 60 & wait $!; done\n", cancellationToken);
        await workshop.AddSubAgentAsync(script, Script, version, cancellationToken);
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var host = Fleet.NewHost();
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(cancellationToken);
        (await Fleet.CurlInstallAsync(host, token, cancellationToken, "--version", PublishedPrograms.Second)).MustSucceed();
        host.EditConf(
            ("heartbeatInterval", $"{Interval.TotalSeconds}s"), ("pingInterval", "1s"), ("pingTimeout", "8s"));
        await host.WaitForPairAsync(Soon, cancellationToken);
        await Fleet.OrderAsync(host, PublishedPrograms.Second, cancellationToken);
        await Fleet.OrderSubAgentsAsync(host, new[] { Fleet.OwnSubAgent, Script }.Select(name => new JsonObject
        {
            ["name"] = name, ["version"] = PublishedPrograms.Second,
        }), cancellationToken);
        foreach (var name in new[] { Fleet.OwnSubAgent, Script })
        {
            await host.WaitForSubAgentAsync(name, Soon, cancellationToken, s =>
                s.Version == PublishedPrograms.Second && s.Upgrade is { Phase: Contracts.Wire.UpgradePhase.Success });
        }
        var status = await host.WaitForAsync(Role.Spm, "has a revision", s => s.Revision > 0, Soon, cancellationToken);
        Hosts.Add((host, status.AgentId!, status.Revision));
    }

    private void AddSigned(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            Signed.Add(RedTeamWatch.HashOf(file));
    }

    private static JsonObject Quick() => new() { ["healthyAfterSeconds"] = 1 };

    private static Dictionary<string, string> Describe(string folder) =>
        Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, file =>
            Directory.Exists(file) ? "folder"
            : $"{File.GetLastWriteTimeUtc(file):O} {File.GetUnixFileMode(file)} {File.ReadAllText(file)}");
}
