using Aops.Server.Tests.Answers;
using Aops.Server.Tests.Audit;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Api;

/// <summary>Holds the table of changing routes, by which the audit is tested, to the OpenAPI document.</summary>
public sealed class ChangingRouteTableTests
{
    [Fact]
    public async Task EveryChangingRouteOfOperators_IsInTheTable()
    {
        await using var server = await TestServer.StartAsync();
        var table = new ChangingRoutes(server).All.Keys.ToHashSet();
        var routes = DocumentedApi.All.Where(IsChanging).Select(operation => operation.Name).ToHashSet();

        Assert.True(routes.Count > 30, $"only {routes.Count} routes");
        Assert.Equal(routes.Order(), table.Order());
    }

    private static bool IsChanging(DocumentedOperation operation) => operation.Method is not ("GET" or "HEAD")
        && operation.Node["security"]?.AsArray().Any(scheme => scheme!.AsObject().ContainsKey("operator")) == true;
}
