using System.Text.Json.Nodes;

namespace Aops.Harness;

/// <summary>
/// Everything that a demo or a test run needs: keys, a signed repository, a server, and agents below roots of their
/// own. It lives in one temporary folder, and disposing it leaves nothing.
/// </summary>
public sealed class Fleet : IAsyncDisposable
{
    /// <summary>The sub-agent of ours.</summary>
    public const string OwnSubAgent = "host-metrics";

    /// <summary>The third-party sub-agent.</summary>
    public const string ForeignSubAgent = "node-exporter";

    private readonly List<AgentHost> _agents = [];
    private int _roots;

    /// <summary>Makes an empty fleet.</summary>
    /// <param name="purpose">A word for the name of its folder.</param>
    public Fleet(string purpose)
    {
        Programs = PublishedPrograms.Find();
        Root = new TempRoot(purpose);
        Stage = new PackageStage(Programs, Root.Folder("stage"));
        Workshop = new ReleaseWorkshop(Programs, Root.Folder("publisher"));
    }

    /// <summary>The published programs.</summary>
    public PublishedPrograms Programs { get; }

    /// <summary>The folder.</summary>
    public TempRoot Root { get; }

    /// <summary>Contents of packages.</summary>
    public PackageStage Stage { get; }

    /// <summary>The publisher.</summary>
    public ReleaseWorkshop Workshop { get; }

    /// <summary>The server.</summary>
    public ServerProcess Server { get; private set; } = null!;

    /// <summary>Starts the server.</summary>
    public Task StartServerAsync(CancellationToken cancellationToken) => StartServerAsync(isAside: false, cancellationToken);

    /// <summary>Starts the server.</summary>
    /// <param name="isAside">Whether it yields the CPU to the hosts, as if it ran on its own machine.</param>
    public async Task StartServerAsync(bool isAside, CancellationToken cancellationToken) =>
        Server = await ServerProcess.StartAsync(Programs, Root.Folder("server"), isAside, cancellationToken);

    /// <summary>Starts the server of other programs.</summary>
    public async Task StartServerAsync(PublishedPrograms programs, CancellationToken cancellationToken) =>
        Server = await ServerProcess.StartAsync(programs, Root.Folder("server"), isAside: false, cancellationToken);

    /// <summary>Sends what was signed to the server.</summary>
    public Task PublishAsync(CancellationToken cancellationToken) => Workshop.PublishAsync(Server, cancellationToken);

    /// <summary>A root for one more agent; its folder is not there yet.</summary>
    public AgentHost NewHost()
    {
        var number = Interlocked.Increment(ref _roots);
        var agent = new AgentHost(Path.Combine(Root.Path, $"host{number}"));
        lock (_agents) _agents.Add(agent);
        return agent;
    }

    /// <summary>The line that installs an agent, as the server's page shows it.</summary>
    /// <param name="token">An enrolment token.</param>
    public string CurlLine(string root, string token) =>
        $"curl -fsS --cacert {Server.Authority} {Server.Url}install.sh | sh -s -- --token {token} --root {root}";

    /// <summary>Installs an agent by that line.</summary>
    /// <param name="agent">Its root.</param>
    /// <param name="token">An enrolment token.</param>
    /// <param name="more">Further options of install.</param>
    public Task<CommandResult> CurlInstallAsync(
        AgentHost agent, string token, CancellationToken cancellationToken, params string[] more)
    {
        var line = string.Join(' ', more.Prepend(CurlLine(agent.Layout.Root, token)));
        return Command.RunAsync("/bin/sh", ["-c", line], cancellationToken);
    }

    /// <summary>Installs an agent, and waits for its pair.</summary>
    public Task<AgentHost> InstallAsync(CancellationToken cancellationToken) =>
        InstallAsync(PublishedPrograms.First, cancellationToken);

    /// <summary>Installs an agent of a version, and waits for its pair.</summary>
    public async Task<AgentHost> InstallAsync(string version, CancellationToken cancellationToken)
    {
        var agent = NewHost();
        var token = await Server.Api.CreateEnrolmentTokenAsync(cancellationToken);
        (await CurlInstallAsync(agent, token, cancellationToken, "--version", version)).MustSucceed();
        await agent.WaitForPairAsync(TimeSpan.FromSeconds(30), cancellationToken);
        return agent;
    }

    /// <summary>Orders a version of the suite for one agent.</summary>
    public async Task OrderAsync(AgentHost agent, string version, CancellationToken cancellationToken) =>
        await Server.Api.ChangeDesiredAsync(
            await agent.IdAsync(cancellationToken),
            new JsonObject { ["agent"] = new JsonObject { ["version"] = version } }, cancellationToken);

    /// <summary>Orders the sub-agents of one agent.</summary>
    /// <param name="subAgents">All that should be there.</param>
    public async Task OrderSubAgentsAsync(
        AgentHost agent, IEnumerable<JsonObject> subAgents, CancellationToken cancellationToken) =>
        await Server.Api.ChangeDesiredAsync(
            await agent.IdAsync(cancellationToken),
            new JsonObject { ["subAgents"] = new JsonArray([.. subAgents]) }, cancellationToken);

    /// <summary>Ends everything, and deletes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var agent in _agents.Where(a => Directory.Exists(a.Layout.State)))
            {
                // From here on the members do not revive each other.
                await File.WriteAllTextAsync(agent.Layout.StopMarker, "");
            }
            if (Server is not null) await Server.DisposeAsync();
        }
        finally
        {
            Root.Dispose();
        }
    }
}
