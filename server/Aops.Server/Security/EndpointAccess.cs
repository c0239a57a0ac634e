using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Security;

/// <summary>
/// What an endpoint declares: who may call it, and how long a body it takes. <see cref="RequestGate"/> enforces it from
/// the headers, before a byte of the body is read. An endpoint without it keeps the server from starting
/// (<see cref="EndpointDeclarations"/>).
/// </summary>
/// <param name="Caller">Who may call it.</param>
/// <param name="BodyBytesMax">Longest body; 0 for none.</param>
/// <param name="OpensFile">Whether an answer holds a file open while it is sent, which takes a descriptor.</param>
internal sealed record EndpointAccess(Caller Caller, long BodyBytesMax, bool OpensFile = false)
{
    /// <summary>Open to everybody, without a body.</summary>
    public static EndpointAccess Open { get; } = new(Caller.Anybody, 0);

    /// <summary>Open to everybody: a file to download.</summary>
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
