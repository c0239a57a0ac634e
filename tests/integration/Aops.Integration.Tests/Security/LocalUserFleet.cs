using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>A fleet whose sub-agents a local user attacks.</summary>
public sealed class LocalUserFleet : IAsyncLifetime
{
    /// <summary>A sub-agent that runs as root and waits.</summary>
    public const string Roots = "roots";

    /// <summary>A sub-agent that runs as nobody and waits.</summary>
    public const string Nobodys = "nobodys";

    /// <summary>A sub-agent of nobody that writes to its log for three seconds as fast as it can, and then waits.</summary>
    public const string Flood = "flood";

    /// <summary>Limits of its log.</summary>
    public const int FloodBytesMax = 1024 * 1024, FloodFilesMax = 3;

    private const string Waits = "while :; do sleep 60 & wait $!; done\n";

    /// <summary>The fleet.</summary>
    public Fleet Fleet { get; } = new("sec");

    /// <summary>The program that exchanges folders with links.</summary>
    public string Exchange { get; private set; } = "";

    /// <summary>The program that holds another one before its first instruction.</summary>
    public string Hold { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = CancellationToken.None;
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        await workshop.InitAsync(cancellationToken);
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, cancellationToken);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await AddAsync(Roots, Waits, []);
        await AddAsync(Nobodys, Waits, new() { ["user"] = "nobody" });
        await AddAsync(Flood, "timeout 3 cat /dev/zero >&2\n" + Waits, new()
        {
            ["user"] = "nobody",
            ["log"] = new JsonObject { ["bytesMax"] = FloodBytesMax, ["filesMax"] = FloodFilesMax },
        });
        await Fleet.StartServerAsync(cancellationToken);
        await Fleet.PublishAsync(cancellationToken);
        await workshop.PromoteAsync(Fleet.Server, PublishedPrograms.First, agentId: null, cancellationToken);
        Exchange = await CProgram.BuildAsync("tests/integration/Aops.Integration.Tests/Security/Attackers/Exchange",
            Path.Combine(Fleet.Root.Path, "exchange"), cancellationToken);
        Hold = await CProgram.BuildAsync("tests/integration/Aops.Integration.Tests/Security/Attackers/Hold",
            Path.Combine(Fleet.Root.Path, "hold"), cancellationToken);
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    private async Task AddAsync(string name, string script, JsonObject more) =>
        await Fleet.Workshop.AddSubAgentAsync(
            Fleet.Stage.Script(name, "1.0.0", script, more), name, "1.0.0", CancellationToken.None);
}
