using System.Threading.RateLimiting;
using Aops.Server.Problems;

namespace Aops.Server.Budgets;

/// <summary>
/// Room that requests share, in units; who finds none waits in a bounded line for a bounded time, and is then told to
/// come again (503).
/// </summary>
/// <param name="units">The room.</param>
/// <param name="waitingUnits">What may wait for room.</param>
/// <param name="wait">How long.</param>
/// <param name="detail">A sentence for those who are sent away.</param>
internal sealed class Room(int units, int waitingUnits, TimeSpan wait, string detail) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = units,
        QueueLimit = waitingUnits,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Takes some of the room; disposing of the lease gives it back.</summary>
    /// <exception cref="RequestFault">There was none in time.</exception>
    public async Task<RateLimitLease> TakeAsync(int taken, CancellationToken cancellationToken)
    {
        var lease = _limiter.AttemptAcquire(taken);
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(wait);
        try
        {
            lease = await _limiter.AcquireAsync(taken, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Full();
        }
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        throw Full();
    }

    public void Dispose() => _limiter.Dispose();

    private RequestFault Full() => new(ProblemKinds.Busy(detail), ServerLimits.BusyRetryAfter);
}
