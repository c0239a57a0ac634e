using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>Deployments on hosts that were never heard of, for <see cref="ChangingRoutes"/>.</summary>
internal static class ChangingDeployments
{
    private const string All = "/api/v1/deployments";

    /// <summary>A request that makes one.</summary>
    public static async Task<ChangingRoutes.Act> CreateAsync(TestServer server, string name)
    {
        await PublishAsync(server);
        return new(All, ServiceRunbook.BodyOf(name));
    }

    /// <summary>A request that writes one again.</summary>
    public static async Task<ChangingRoutes.Act> ReplaceAsync(TestServer server, string name) =>
        new(await MakeAsync(server, name), ServiceRunbook.BodyOf(null));

    /// <summary>A request that does something with one.</summary>
    public static async Task<ChangingRoutes.Act> BeginAsync(TestServer server, string name, string host) =>
        new($"{await MakeAsync(server, name, $"id={host}")}/verbs/deploy");

    /// <summary>Makes one, and returns its path.</summary>
    public static async Task<string> MakeAsync(TestServer server, string name, string query = "hostname=none")
    {
        await PublishAsync(server);
        await server.Operator.DoAsync(All, ServiceRunbook.BodyOf(name, query));
        return $"{All}/{name}";
    }

    // Once: another repository would be of another root.
    private static async Task PublishAsync(TestServer server)
    {
        var there = (await server.Operator.GetOkAsync("/api/v1/runbooks"))["runbooks"]!.AsArray();
        if (there.Count == 0) await server.PublishServiceAsync();
    }
}
