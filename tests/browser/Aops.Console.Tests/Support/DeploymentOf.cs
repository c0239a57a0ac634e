using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Console.Tests.Support;

/// <summary>A deployment of the fleet of the bench, while a test needs it.</summary>
internal sealed class DeploymentOf(TestServer server, string name) : IAsyncDisposable
{
    public static async Task<DeploymentOf> MakeAsync(TestServer server, string name, string query)
    {
        await server.Operator.DoAsync("/api/v1/deployments", ServiceRunbook.BodyOf(name, query));
        return new DeploymentOf(server, name);
    }

    public async ValueTask DisposeAsync() => await server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/deployments/{name}");
}
