using Aops.Contracts;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Http;

/// <summary>Names in a path.</summary>
internal static class RouteNames
{
    // The name of a host's id in the paths of earlier forms.
    private const string Earlier = "agentId";

    /// <summary>The id of the host in the path.</summary>
    /// <exception cref="RequestFault">It is no name.</exception>
    public static string HostId(this HttpContext context) => context.RouteName(IsEarlier(context) ? Earlier : "id");

    /// <summary>That the host of the path is not there.</summary>
    public static RequestFault NoSuchHost(this HttpContext context, string id) => new(IsEarlier(context)
        ? ProblemKinds.NotFound("no-such-agent", $"No agent has the id {id}.")
        : ProblemKinds.NoSuchHost(id));

    /// <summary>The id of an agent or of a command in the path.</summary>
    /// <exception cref="RequestFault">It is no name, so that nothing can be found by it.</exception>
    public static string RouteName(this HttpContext context, string key)
    {
        var name = (string?)context.GetRouteValue(key);
        return Names.IsValid(name)
            ? name!
            : throw new RequestFault(ProblemKinds.NotFound("no-such-name", $"A name has {Names.Rule}."));
    }

    private static bool IsEarlier(HttpContext context) => context.GetRouteValue(Earlier) is not null;
}
