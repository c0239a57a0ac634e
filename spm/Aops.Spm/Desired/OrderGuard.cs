using Aops.Contracts.Wire;

namespace Aops.Spm.Desired;

/// <summary>
/// Ends the execution of an order of the server that is withdrawn, or held back at this host. Preparation ends with the
/// desired state that no longer contains the order; before the switch the server is asked once more. A trial is never
/// interrupted.
/// </summary>
/// <param name="hold">What an operator at this host holds back.</param>
/// <param name="desired">Contains the orders.</param>
/// <param name="ask">
/// Asks the server for its newest desired state, for at most the given time; returns whether it replied.
/// </param>
internal sealed class OrderGuard(
    DesiredStore desired, OperatorHold hold, Func<TimeSpan, CancellationToken, Task<bool>> ask)
{
    /// <summary>Longest wait for the reply before a switch; without one the order is carried out.</summary>
    public static readonly TimeSpan ReplyWait = TimeSpan.FromSeconds(5);

    /// <summary>Prepares what was ordered.</summary>
    /// <param name="what">The order, for the message.</param>
    /// <param name="isWanted">Whether a desired state contains the order.</param>
    /// <param name="work">The preparation; cancelled by the withdrawal.</param>
    /// <exception cref="OrderWithdrawnException">The order was withdrawn or is held back.</exception>
    public async Task PrepareAsync(
        string what, Func<DesiredState, bool> isWanted, Func<CancellationToken, Task> work,
        CancellationToken cancellationToken)
    {
        using var withdrawn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        void Look()
        {
            if (!Holds(isWanted)) withdrawn.Cancel();
        }
        desired.Changed += Look;
        hold.Changed += Look;
        try
        {
            Look();
            await work(withdrawn.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !Holds(isWanted))
        {
            throw new OrderWithdrawnException(SentenceOf(what));
        }
        finally
        {
            desired.Changed -= Look;
            hold.Changed -= Look;
        }
    }

    /// <summary>Asks the server whether an order still holds; without a reply it does.</summary>
    /// <param name="what">The order, for the message.</param>
    /// <param name="isWanted">Whether a desired state contains the order.</param>
    /// <exception cref="OrderWithdrawnException">The order was withdrawn or is held back.</exception>
    public async Task ConfirmAsync(
        string what, Func<DesiredState, bool> isWanted, CancellationToken cancellationToken)
    {
        if (Holds(isWanted)) await ask(ReplyWait, cancellationToken);
        if (!Holds(isWanted)) throw new OrderWithdrawnException(SentenceOf(what));
    }

    private bool Holds(Func<DesiredState, bool> isWanted) =>
        hold.Current is null && desired.Current is { } state && isWanted(state);

    private string SentenceOf(string what) => hold.Current is { } held
        ? $"{what} is held back at this host until {held.Until:yyyy-MM-dd HH:mm} UTC: {held.Reason}"
        : $"the server withdrew {what} before the switch";
}
