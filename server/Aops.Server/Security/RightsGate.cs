using Aops.Contracts;
using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.People;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>
/// Decides by the declaration of an endpoint whether an operator may call it: the right, and the scope where the path alone
/// tells the hosts. A host outside of what one may read is not there; one that may be read and not changed is refused.
/// </summary>
internal sealed class RightsGate(HostStore hosts)
{
    /// <summary>Refuses what the holder may not.</summary>
    /// <exception cref="RequestFault">It may not.</exception>
    public async ValueTask CheckAsync(HttpContext context, EndpointAccess access, Holder holder)
    {
        if (access.Right is not { } right) return;
        if (holder.Rights.ScopeOf(right) is not { } scope) throw RightsProblems.NoRight(right);
        if (ScopeQuery.IsFleet(scope)) return;
        switch (access.Reach)
        {
            case Reach.Fleet:
                throw RightsProblems.OutsideScope("This is about the whole fleet", scope);
            case Reach.Host:
                await CheckHostAsync(context, holder, scope);
                break;
        }
    }

    private async ValueTask CheckHostAsync(HttpContext context, Holder holder, QueryNode scope)
    {
        var id = context.HostId();
        if (await HasAsync(id, scope, context.RequestAborted)) return;
        var readable = holder.Rights.ScopeOf(Right.Read);
        throw readable is not null && await HasAsync(id, readable, context.RequestAborted)
            ? RightsProblems.OutsideScope($"The host {id} is outside of it", scope)
            : context.NoSuchHost(id);
    }

    private async ValueTask<bool> HasAsync(string id, QueryNode scope, CancellationToken cancellationToken) =>
        Names.IsValid(id) && await hosts.IsWithinAsync(id, scope, cancellationToken);
}
