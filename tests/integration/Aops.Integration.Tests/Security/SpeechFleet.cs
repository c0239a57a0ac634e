using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>A server that may be replaced by one in wrong hands, and a repository with sub-agents that report.</summary>
public sealed class SpeechFleet : IAsyncLifetime
{
    /// <summary>Its report is the text of <c>REPORT</c>, so often as <c>COUNT</c> says.</summary>
    public const string Reporter = "reporter";

    public Fleet Fleet { get; } = new("speech");

    public async ValueTask InitializeAsync()
    {
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        var stop = CancellationToken.None;
        await workshop.InitAsync(stop);
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, stop);
        const string script = "exec sleep 1000000\n";
        // The second version never becomes ready.
        var never = new JsonObject
        {
            ["readiness"] = new JsonObject
            {
                ["kind"] = "exec", ["command"] = new JsonArray("/bin/false"), ["deadlineSeconds"] = 1,
            },
        };
        await workshop.AddSubAgentAsync(stage.Script("ticker", "1.0.0", script), "ticker", "1.0.0", stop);
        await workshop.AddSubAgentAsync(stage.Script("ticker", "2.0.0", script, never), "ticker", "2.0.0", stop);
        await workshop.AddSubAgentAsync(stage.Script(Reporter, "1.0.0", ReporterScript), Reporter, "1.0.0", stop);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, stop);
        await Fleet.StartServerAsync(stop);
        await Fleet.PublishAsync(stop);
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    private const string ReporterScript = """
        { printf '"'; head -c 60000 /dev/zero | tr '\0' '<'; printf '"'; } >"$AOPS_REPORT_FILE.new"
        mv "$AOPS_REPORT_FILE.new" "$AOPS_REPORT_FILE"
        exec sleep 1000000
        """;
}
