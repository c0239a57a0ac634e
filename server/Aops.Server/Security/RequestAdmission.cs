using System.Threading.RateLimiting;
using Aops.Query;
using Aops.Server.Actors;
using Aops.Server.Agents;
using Aops.Server.Budgets;
using Aops.Server.People;
using Aops.Server.Rights;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Aops.Server.Security;

/// <summary>
/// A request that <see cref="RequestGate"/> has accepted: its sender, and the budget of its body.
/// </summary>
internal sealed class RequestAdmission(EndpointAccess access, BodyBudget budget, MemoryTrim trim) : IDisposable
{
    private RateLimitLease? _lease;
    private long _bodyBytes;

    public EndpointAccess Access { get; } = access;

    /// <summary>The agent that sends it; null for other senders.</summary>
    public AgentCredential? Agent { get; init; }

    /// <summary>The user or key that sends it, with rights; null for other senders.</summary>
    public Holder? Operator { get; init; }

    /// <summary>Who acts; null for a sender without a token of its own.</summary>
    public Actor? Actor { get; init; }

    /// <summary>
    /// Reserves room for a body; waits a moment if there is none. Released with the request, or earlier by
    /// <see cref="ReleaseBody"/>.
    /// </summary>
    public async Task TakeBodyAsync(long bytes, CancellationToken cancellationToken)
    {
        // It is read once for its key and once by its endpoint, from the same memory.
        if (_lease is not null) return;
        _lease = await budget.AcquireAsync(bytes, Access.IsOutput, cancellationToken);
        _bodyBytes = bytes;
    }

    /// <summary>Releases the room of the body: a held request calls it before it waits.</summary>
    public void ReleaseBody()
    {
        var lease = Interlocked.Exchange(ref _lease, null);
        if (lease is null) return;
        lease.Dispose();
        if (_bodyBytes > ServerLimits.SmallBodyBytesMax) trim.Ask();
    }

    public void Dispose() => ReleaseBody();
}

/// <summary>What of the admission a handler asks for.</summary>
internal static class RequestAdmissionExtensions
{
    public static RequestAdmission Admission(this HttpContext context) =>
        context.Features.GetRequiredFeature<RequestAdmission>();

    /// <summary>The agent that sends this request, at an endpoint for agents.</summary>
    public static AgentCredential Agent(this HttpContext context) => context.Admission().Agent
        ?? throw new InvalidOperationException("this endpoint is not declared as one for agents");

    /// <summary>Who acts by this request, at an endpoint that a sender without a token of its own cannot reach.</summary>
    public static Actor Actor(this HttpContext context) => context.Admission().Actor
        ?? throw new InvalidOperationException("this endpoint is open to senders without a token");

    /// <summary>
    /// The hosts on which the sender has the right that this endpoint demands; of a sender that is no operator, all.
    /// </summary>
    public static QueryNode Scope(this HttpContext context) =>
        context.Admission() is { Operator: { } holder, Access.Right: { } right }
            ? holder.Rights.ScopeOf(right)
                ?? throw new InvalidOperationException("the gate has let through what it refuses")
            : QueryNode.All;

    /// <summary>The hosts that the sender may read.</summary>
    public static QueryNode ReadableScope(this HttpContext context) =>
        context.Admission().Operator is { } holder ? holder.Rights.ScopeOf(Right.Read) ?? NoHost : QueryNode.All;

    private static QueryNode NoHost { get; } = new QueryNode.Not(QueryNode.All);
}
