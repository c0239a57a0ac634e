using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Security;

/// <summary>
/// Looks at all endpoints once they are mapped: each has declared its access, and those of operators the right that they need.
/// </summary>
internal static class EndpointDeclarations
{
    /// <summary>Every endpoint that was mapped.</summary>
    public static IEnumerable<RouteEndpoint> All(IEndpointRouteBuilder routes) =>
        routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Makes sure that each has declared its access, and those of operators the right that they need.</summary>
    /// <exception cref="InvalidOperationException">One has not, which is a bug of this program.</exception>
    public static void Check(IEndpointRouteBuilder routes)
    {
        foreach (var endpoint in All(routes))
        {
            if (endpoint.Metadata.GetMetadata<EndpointAccess>() is not { } access)
            {
                throw new InvalidOperationException(
                    $"the endpoint {endpoint.DisplayName} does not declare who may call it (EndpointAccess)");
            }
            if (access.Caller == Caller.Operator != access.Right is not null)
            {
                throw new InvalidOperationException(
                    $"the endpoint {endpoint.DisplayName} does not declare what an operator has to be granted (Right)");
            }
        }
    }
}
