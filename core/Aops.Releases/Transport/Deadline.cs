namespace Aops.Releases.Transport;

/// <summary>The caller's token, cancelled too when a time on the given clock is over.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;

    public Deadline(TimeSpan due, TimeProvider clock, CancellationToken cancellationToken)
    {
        _timer = new CancellationTokenSource(due > TimeSpan.Zero ? due : TimeSpan.Zero, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    public CancellationToken Token => _linked.Token;

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
