using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.People;

/// <summary>The endpoints of users, keys and sessions.</summary>
internal static class PeopleEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(
        IEndpointRouteBuilder routes, Database database, SignIn signIn, EventLog events, TimeProvider clock)
    {
        var people = new PersonStore(database);
        var grants = new GrantReader(new HostStore(database));
        new UserEndpoints(people, grants, events, clock).Map(routes);
        new KeyEndpoints(new KeyStore(database), grants, events, clock).Map(routes);
        new SessionEndpoints(new SessionStore(database), signIn, events, clock).Map(routes);
        new MeEndpoints(people, signIn, events).Map(routes);
    }
}
