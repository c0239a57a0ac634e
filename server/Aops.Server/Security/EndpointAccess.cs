using Aops.Server.Rights;
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
/// <param name="Right">What an operator has to be granted; only there for <see cref="Caller.Operator"/>.</param>
/// <param name="Reach">How the scope of an operator is applied.</param>
/// <param name="OpensFile">Whether the answer holds a file open, which takes a descriptor.</param>
internal sealed record EndpointAccess(
    Caller Caller, long BodyBytesMax, Right? Right = null, Reach Reach = Reach.Nothing, bool OpensFile = false)
{
    /// <summary>
    /// Whether it is refused while the fleet is frozen: it may change what hosts should be. Only where
    /// <see cref="Right"/> is <see cref="Rights.Right.Change"/>.
    /// </summary>
    public bool IsHeldByFreeze { get; private init; } = true;

    /// <summary>
    /// Whether its bodies are output of runs, which has rates and memory of its own: none of it is taken from heartbeats.
    /// </summary>
    public bool IsOutput { get; private init; }

    /// <summary>Whether it tells where a run stands: a host that runs many short commands has its heartbeats besides.</summary>
    public bool IsReport { get; private init; }

    /// <summary>The same for what changes no host, or has its own rule for a freeze.</summary>
    public EndpointAccess DespiteFreeze => this with { IsHeldByFreeze = false };

    /// <summary>Open to all callers, without a body.</summary>
    public static EndpointAccess Open { get; } = new(Caller.Anybody, 0);

    /// <summary>Open to all callers: a file to download.</summary>
    public static EndpointAccess Download { get; } = new(Caller.Anybody, 0, OpensFile: true);

    /// <summary>For operators who may read.</summary>
    public static EndpointAccess Read(Reach reach) => Operator(Rights.Right.Read, reach);

    /// <summary>For operators who may change hosts, with a body of the usual bound.</summary>
    public static EndpointAccess Change(Reach reach) => Operator(Rights.Right.Change, reach);

    /// <summary>For admins, with a body of the usual bound.</summary>
    public static EndpointAccess Administer { get; } = Operator(Rights.Right.Administer, Reach.Nothing);

    /// <summary>For every operator with a key or a session in force, with a body of the usual bound: what is one's own.</summary>
    public static EndpointAccess Own { get; } = Operator(Rights.Right.Own, Reach.Nothing);

    /// <summary>For operators.</summary>
    public static EndpointAccess Operator(
        Right right, Reach reach, long bodyBytesMax = ServerLimits.RequestBytesMax) =>
        new(Caller.Operator, bodyBytesMax, right, reach);

    /// <summary>For an agent.</summary>
    public static EndpointAccess Agent(long bodyBytesMax) => new(Caller.Agent, bodyBytesMax);

    /// <summary>For an agent that tells where a run stands.</summary>
    public static EndpointAccess AgentReport(long bodyBytesMax) => Agent(bodyBytesMax) with { IsReport = true };

    /// <summary>For an agent that brings output of runs.</summary>
    public static EndpointAccess AgentOutput(long bodyBytesMax) => Agent(bodyBytesMax) with { IsOutput = true };
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
