using Aops.Contracts;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Http;

/// <summary>Names in a path.</summary>
internal static class RouteNames
{
    /// <summary>The id of an agent or of a command in the path.</summary>
    /// <exception cref="RequestFault">It is no name, so that nothing can be found by it.</exception>
    public static string RouteName(this HttpContext context, string key)
    {
        var name = (string?)context.GetRouteValue(key);
        return Names.IsValid(name)
            ? name!
            : throw new RequestFault(ProblemKinds.NotFound("no-such-name", $"A name has {Names.Rule}."));
    }
}
