using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Freezes;

/// <summary>
/// Refuses what would change hosts while the fleet is frozen. It asks for the declaration of the endpoint, so that one that
/// says nothing is refused too; a dry run is not.
/// </summary>
internal sealed class FreezeGate(FleetFreeze freeze)
{
    /// <summary>Lets a request through, or ends it with a problem.</summary>
    public void Check(HttpContext context, EndpointAccess access)
    {
        if (access is not { Right: Right.Change, IsHeldByFreeze: true } || freeze.Current is not { } current) return;
        if (context.Request.Flag(StandardParameters.DryRun.Name)) return;
        throw new RequestFault(FreezeProblems.Frozen(current));
    }
}
