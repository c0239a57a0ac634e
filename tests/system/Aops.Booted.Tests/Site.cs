using System.Text.Json.Nodes;
using Aops.Booted.Tests;
using Aops.Harness;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Site))]

// A machine takes as much as a host; two of them are enough for two processors.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace Aops.Booted.Tests;

/// <summary>One repository and one server for all machines.</summary>
public sealed class Site() : MachineFleet("booted")
{
    /// <summary>A sub-agent of a few lines of shell.</summary>
    public const string Ticker = "ticker";

    /// <summary>One that goes into the background, and tells its pid in a file.</summary>
    public const string Daemon = "daemon";

    /// <summary>The same as the ticker without limits, which a container may not be able to hold.</summary>
    public const string PlainTicker = "plain-ticker";

    /// <summary>The same with a name that a unit's name takes escaped alone.</summary>
    public const string PlusTicker = "plus+ticker";

    /// <summary>The same as the user nobody.</summary>
    public const string NobodyTicker = "nobody-ticker";

    /// <summary>The sub-agent that follows logs, with the journal of its machine as its source and a file as its sink.</summary>
    public const string LogTail = "log-tail";

    /// <summary>A release whose spm hangs on trial.</summary>
    public const string HangVersion = "3.1.0";

    protected override async Task AddMoreAsync(CancellationToken cancellationToken)
    {
        await AddBrokenAsync(HangVersion, "Hang", cancellationToken);
        await AddScriptAsync(Ticker, TickerScript, cancellationToken, Limited());
        await AddScriptAsync(PlainTicker, TickerScript, cancellationToken);
        await AddScriptAsync(PlusTicker, TickerScript, cancellationToken);
        await AddScriptAsync(NobodyTicker, TickerScript, cancellationToken, new JsonObject { ["user"] = "nobody" });
        await AddScriptAsync(Daemon, DaemonScript, cancellationToken, new JsonObject
        {
            ["type"] = "forking", ["pidFile"] = "${AOPS_STATE_DIR}/pid",
        });
        foreach (var (name, script, more) in EndScripts.All) await AddScriptAsync(name, script, cancellationToken, more);
        await Fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await DeploymentPage.AddRunbookAsync(Fleet, cancellationToken);
        await Fleet.Workshop.AddSubAgentAsync(
            Fleet.Stage.LogTail("1.0.0", JournalToFile()), LogTail, "1.0.0", cancellationToken);
    }

    protected override Task OrderAsync(CancellationToken cancellationToken) =>
        Fleet.Workshop.PromoteAsync(Fleet.Server, PublishedPrograms.First, agentId: null, cancellationToken);

    private static JsonObject JournalToFile() => new()
    {
        ["sources"] = new JsonArray(new JsonObject { ["name"] = "journal", ["journal"] = new JsonObject() }),
        ["sink"] = new JsonObject { ["file"] = new JsonObject { ["path"] = JournalTests.Lines } },
    };

    private static JsonObject Limited() => new()
    {
        ["limits"] = new JsonObject
        {
            ["memoryMaxBytes"] = 64 * 1024 * 1024, ["tasksMax"] = 32, ["cpuQuotaPercent"] = 50,
        },
        ["sandbox"] = new JsonObject { ["noNewPrivileges"] = true, ["readOnlySystem"] = true, ["noHome"] = true },
        ["restart"] = new JsonObject { ["backoffInitialMilliseconds"] = 50, ["backoffMaxMilliseconds"] = 200 },
    };

    private const string DaemonScript = """
        setsid sleep 100000 </dev/null >/dev/null 2>&1 &
        echo $! >"$AOPS_STATE_DIR/pid"
        """;

    // It ends when told to, and only waits until then.
    private const string TickerScript = """
        trap 'exit 0' USR1
        trap 'exit 7' USR2
        touch /opt/touched 2>/dev/null && echo "wrote to the system"
        touch "$AOPS_STATE_DIR/touched" && echo "started"
        while :; do sleep 60 & wait $!; done
        """;
}
