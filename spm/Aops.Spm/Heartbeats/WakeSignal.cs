using System.Threading.Channels;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// Signals a change that the server should hear of soon. Raises before a wait are coalesced into one.
/// </summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _channel.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await _channel.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits for a raise, for a limited time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(WaitAsync(either.Token), Task.Delay(atMost, clock, either.Token));
        await either.CancelAsync();
    }

    public void Clear() => _channel.Reader.TryRead(out _);
}
