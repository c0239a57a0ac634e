using System.Threading.RateLimiting;
using Aops.Server.Problems;

namespace Aops.Server.Budgets;

/// <summary>
/// Capacity that requests share, in units. A request that finds none waits in a bounded queue for a bounded
/// time and is then refused (503).
/// </summary>
/// <param name="units">The capacity.</param>
/// <param name="waitingUnits">Capacity of the queue.</param>
/// <param name="wait">Longest wait.</param>
/// <param name="detail">Sentence for refused requests.</param>
internal sealed class Room(int units, int waitingUnits, TimeSpan wait, string detail) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = units,
        QueueLimit = waitingUnits,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Takes some of the capacity; disposing of the lease returns it.</summary>
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
