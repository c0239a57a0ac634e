using Aops.Server.Events;
using Aops.Server.Groups;
using Aops.Server.Hosts.Detail;
using Aops.Server.Hosts.Facets;
using Aops.Server.Hosts.Labels;
using Aops.Server.Hosts.Listing;
using Aops.Server.Operations;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Hosts;

/// <summary>The endpoints of <c>/api/v1</c> that ask the fleet.</summary>
internal static class HostEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(
        IEndpointRouteBuilder routes, Database database, OperationRunner runner, EventLog events, TimeProvider clock)
    {
        var store = new HostStore(database);
        var queries = new HostQueries(store);
        var groups = new GroupStore(database);
        var list = new HostListEndpoint(store, queries, clock);
        list.Map(routes);
        new GroupEndpoints(groups, store, queries, runner, events, clock).Map(routes);
        new GroupHostsEndpoint(groups, list).Map(routes);
        new HostInventoryEndpoints(new InventoryStore(database), store).Map(routes);
        new HostDetailEndpoints(store, groups, queries, clock).Map(routes);
        new FacetEndpoint(new FacetStore(database), queries, clock).Map(routes);
        new LabelEndpoints(new LabelStore(database), queries, runner, events, clock).Map(routes);
        new FieldsEndpoint(store).Map(routes);
    }
}
