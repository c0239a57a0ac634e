using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>Runs on hosts that were never heard of, for <see cref="ChangingRoutes"/>.</summary>
internal static class ChangingRuns
{
    /// <summary>The body of a start.</summary>
    public static string BodyOf(string host, string offline = "skip") =>
        $$$"""{"hosts":["{{{host}}}"],"command":{"args":["true"]},"whileOffline":"{{{offline}}}"}""";

    /// <summary>Starts a run, which waits for its host if that is queued.</summary>
    public static async Task<string> StartAsync(TestServer server, string host, string offline) =>
        (string)(await server.Operator.DoAsync("/api/v1/runs", BodyOf(host, offline)))["run"]!["id"]!;

    /// <summary>Starts a run that ends at once, as its host is skipped.</summary>
    public static async Task<string> EndAsync(TestServer server, string host)
    {
        var id = await StartAsync(server, host, "skip");
        await server.Operator.UntilOverAsync(id, "ended");
        return id;
    }

    /// <summary>A request that starts a run once more, of one that has ended.</summary>
    public static async Task<ChangingRoutes.Act> RerunAsync(TestServer server, string host) => new(
        $"/api/v1/runs/{await EndAsync(server, host)}/rerun", """{"phases":["skipped-offline"]}""");
}
