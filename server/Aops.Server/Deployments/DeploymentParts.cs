using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Runs;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Deployments;

/// <summary>The parts of deployments, put together.</summary>
internal static class DeploymentParts
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(
        IEndpointRouteBuilder routes, Database database, RunDesk runs, HostQueries queries, RunbookShelf runbooks,
        EventLog events, TimeProvider clock)
    {
        var store = new DeploymentStore(database);
        var answers = new DeploymentAnswers(store, runs.Answers, runs.Presenter, runbooks, clock);
        new DeploymentEndpoints(store, answers, queries, runbooks, events, clock).Map(routes);
        new DeploymentRunEndpoints(store, answers, runs, runbooks, clock).Map(routes);
    }
}
