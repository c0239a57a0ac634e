using Aops.Server.Actors;
using Aops.Server.Audit;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>Who sends a request, for what it writes: the actor, the address, the id of the request, and the operator's reason.</summary>
internal static class RequestOrigin
{
    /// <summary>
    /// The header that says why, as UTF-8 or with the escapes of a URL; every request of an operator that may change something
    /// takes it.
    /// </summary>
    public const string ReasonHeader = "X-Aops-Reason";

    /// <summary>The origin of a request that was admitted.</summary>
    /// <exception cref="RequestFault">The reason is too long, or has control characters.</exception>
    public static WriteOrigin Of(HttpContext context, RequestAdmission admission)
    {
        return OriginOf(admission) with
        {
            Client = context.Connection.RemoteIpAddress,
            RequestId = admission.Agent is null ? context.TraceIdentifier : null,
            Reason = admission.Operator is null || HttpMethods.IsGet(context.Request.Method)
                ? null
                : ReadReason(context.Request),
        };
    }

    private static WriteOrigin OriginOf(RequestAdmission admission) => admission switch
    {
        { Actor: { } actor } => new(actor.Kind, actor.Name),
        // Which token it is the registration tells, within its transaction.
        { Access.Caller: Caller.Newcomer } => new(ActorKind.EnrolmentToken, ""),
        _ => new(WriteOrigin.Server.Kind, WriteOrigin.Server.Actor),
    };

    // Escapes let a browser and HTTP clients send what no header takes; what is no escape stays as it is.
    private static string? ReadReason(HttpRequest request)
    {
        var header = request.Headers[ReasonHeader];
        if (header.Count == 0) return null;
        var reason = header is [{ } text] ? Uri.UnescapeDataString(text).Trim() : null;
        if (reason is null or { Length: > FleetLimits.NoteCharsMax } || reason.Any(char.IsControl))
        {
            throw new RequestFault(ProblemKinds.Make(400, "bad-reason", "The reason cannot be stored",
                $"{ReasonHeader} is there once, has at most {FleetLimits.NoteCharsMax} characters, and no control characters."));
        }
        return reason.Length > 0 ? reason : null;
    }
}
