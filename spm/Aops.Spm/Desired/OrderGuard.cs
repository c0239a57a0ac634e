using Aops.Spm.Releases;

namespace Aops.Spm.Desired;

/// <summary>
/// Ends the execution of an order that the server withdraws, or the publisher of the version, or that is held back at this
/// host. Preparation ends with the desired state that no longer contains the order; before the switch the server is asked
/// once more, and the signed metadata is read again. A trial is never interrupted.
/// </summary>
/// <param name="hold">What an operator at this host holds back.</param>
/// <param name="desired">Contains the orders.</param>
/// <param name="ask">
/// Asks the server for its newest desired state, for at most the given time; returns whether it replied.
/// </param>
internal sealed class OrderGuard(
    DesiredStore desired, OperatorHold hold, Func<TimeSpan, CancellationToken, Task<bool>> ask, TimeProvider clock)
{
    /// <summary>Longest wait for an answer before a switch; without one the order is carried out.</summary>
    public static readonly TimeSpan ReplyWait = TimeSpan.FromSeconds(5);

    /// <summary>Prepares what was ordered.</summary>
    /// <param name="work">The preparation; cancelled by the withdrawal.</param>
    /// <exception cref="OrderWithdrawnException">The order was withdrawn or is held back.</exception>
    public async Task PrepareAsync(
        ServerOrder order, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var withdrawn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A change may be told while the preparation ends, on another thread.
        var (gate, isOver) = (new Lock(), false);
        void Look()
        {
            lock (gate)
            {
                if (!isOver && !Holds(order)) withdrawn.Cancel();
            }
        }
        desired.Changed += Look;
        hold.Changed += Look;
        try
        {
            Look();
            await work(withdrawn.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !Holds(order))
        {
            throw new OrderWithdrawnException(SentenceOf(order));
        }
        finally
        {
            desired.Changed -= Look;
            hold.Changed -= Look;
            lock (gate) isOver = true;
        }
    }

    /// <summary>Asks the server whether an order still holds; without a reply it does.</summary>
    /// <exception cref="OrderWithdrawnException">The order was withdrawn or is held back.</exception>
    public async Task ConfirmAsync(ServerOrder order, CancellationToken cancellationToken)
    {
        if (Holds(order)) await ask(ReplyWait, cancellationToken);
        if (!Holds(order)) throw new OrderWithdrawnException(SentenceOf(order));
    }

    /// <summary>
    /// Reads the signed metadata once more, whether it still has what was ordered; a repository that does not answer
    /// withdraws nothing.
    /// </summary>
    /// <param name="isListed">Reads it.</param>
    /// <exception cref="FetchException">The publisher has withdrawn the version.</exception>
    public async Task ConfirmListedAsync(
        ServerOrder order, Func<CancellationToken, Task<bool>> isListed, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ReplyWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            if (await isListed(either.Token)) return;
        }
        catch (Exception e) when (e is FetchException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return;
        }
        throw new FetchException($"{order.Name} was withdrawn by its publisher before the switch; nothing was changed");
    }

    private bool Holds(ServerOrder order) =>
        hold.Current is null && desired.Current is { } state && order.IsIn(state);

    private string SentenceOf(ServerOrder order) => hold.Current is { } held
        ? $"{order.Name} is held back at this host until {held.Until:yyyy-MM-dd HH:mm} UTC: {held.Reason}"
        : $"the server withdrew {order.Name} before the switch";
}
