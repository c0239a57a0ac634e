using Aops.Contracts.Wire;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>
/// Refuses what would change hosts while the fleet is frozen. It asks for the declaration of the endpoint, so that one that
/// says nothing is refused too; a dry run is not.
/// </summary>
/// <param name="refusal">Why changes are refused now; null while they are not.</param>
internal sealed class FreezeGate(Func<Problem?> refusal)
{
    /// <summary>Lets a request through, or ends it with a problem.</summary>
    public void Check(HttpContext context, EndpointAccess access)
    {
        if (access is not { Right: Right.Change, IsHeldByFreeze: true } || refusal() is not { } problem) return;
        if (context.Request.Flag(StandardParameters.DryRun.Name)) return;
        throw new RequestFault(problem);
    }
}
