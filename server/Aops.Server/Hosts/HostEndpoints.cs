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
        IEndpointRouteBuilder operators, Database database, OperationRunner runner, EventLog events, TimeProvider clock)
    {
        var store = new HostStore(database);
        var queries = new HostQueries(store);
        var groups = new GroupStore(database);
        var list = new HostListEndpoint(store, queries, clock);
        list.Map(operators);
        new GroupEndpoints(groups, store, queries, runner, events, clock).Map(operators);
        new GroupHostsEndpoint(groups, list).Map(operators);
        new HostInventoryEndpoints(new InventoryStore(database), store).Map(operators);
        new HostDetailEndpoints(store, groups, queries, clock).Map(operators);
        new FacetEndpoint(new FacetStore(database), queries, clock).Map(operators);
        new LabelEndpoints(new LabelStore(database), queries, runner, events, clock).Map(operators);
        new FieldsEndpoint(store).Map(operators);
    }
}
