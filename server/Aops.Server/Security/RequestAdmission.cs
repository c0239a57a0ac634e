using System.Threading.RateLimiting;
using Aops.Server.Agents;
using Aops.Server.Budgets;
using Aops.Server.Security.Operators;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Aops.Server.Security;

/// <summary>A request that <see cref="RequestGate"/> has let through: who sends it, and what its body may take.</summary>
internal sealed class RequestAdmission(EndpointAccess access, BodyBudget budget, MemoryTrim trim) : IDisposable
{
    private RateLimitLease? _lease;
    private long _bodyBytes;

    public EndpointAccess Access { get; } = access;

    /// <summary>The agent that sends it; null where somebody else does.</summary>
    public AgentCredential? Agent { get; init; }

    /// <summary>The operator's token that it shows; null where somebody else sends it.</summary>
    public OperatorToken? Operator { get; init; }

    /// <summary>
    /// Takes room for a body, and waits a moment where there is none. It is given back with the request, or earlier by
    /// <see cref="ReleaseBody"/>.
    /// </summary>
    public async Task TakeBodyAsync(long bytes, CancellationToken cancellationToken)
    {
        _lease = await budget.AcquireAsync(bytes, cancellationToken);
        _bodyBytes = bytes;
    }

    /// <summary>Nothing of the body is held any more: what a request that is held open calls before it waits.</summary>
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

    /// <summary>Name of the operator's token that this request shows, at an endpoint for operators.</summary>
    public static string OperatorName(this HttpContext context) => context.Admission().Operator?.Name
        ?? throw new InvalidOperationException("this endpoint is not declared as one for operators");
}
