using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Security;

/// <summary>
/// Declaration of an endpoint: who may call it, and its longest body. <see cref="RequestGate"/> enforces it
/// by the headers, before any byte of the body is read. The server does not start with an endpoint that
/// lacks it (<see cref="EndpointDeclarations"/>).
/// </summary>
/// <param name="Caller">Who may call it.</param>
/// <param name="BodyBytesMax">Longest body; 0 for none.</param>
/// <param name="OpensFile">Whether the answer holds a file open, which takes a descriptor.</param>
internal sealed record EndpointAccess(Caller Caller, long BodyBytesMax, bool OpensFile = false)
{
    /// <summary>Open to all callers, without a body.</summary>
    public static EndpointAccess Open { get; } = new(Caller.Anybody, 0);

    /// <summary>Open to all callers: a file to download.</summary>
    public static EndpointAccess Download { get; } = new(Caller.Anybody, 0, OpensFile: true);

    /// <summary>For the operator, with a body of the usual bound.</summary>
    public static EndpointAccess Operator { get; } = new(Caller.Operator, ServerLimits.RequestBytesMax);

    /// <summary>For an agent.</summary>
    public static EndpointAccess Agent(long bodyBytesMax) => new(Caller.Agent, bodyBytesMax);
}

/// <summary>Declares the access of endpoints.</summary>
internal static class EndpointAccessExtensions
{
    /// <summary>Declares the access of one endpoint; it goes before that of its group.</summary>
    public static IEndpointConventionBuilder For(this IEndpointConventionBuilder endpoint, EndpointAccess access) =>
        endpoint.WithMetadata(access);

    /// <summary>A place for endpoints that all have the same access, unless they say otherwise.</summary>
    public static IEndpointRouteBuilder GroupFor(this IEndpointRouteBuilder routes, EndpointAccess access) =>
        routes.MapGroup("").WithMetadata(access);
}
