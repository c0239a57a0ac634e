using System.Threading.Channels;

namespace Aops.Spm.Heartbeats;

/// <summary>Says that something changed which the server should hear of soon. Many raises before one look count once.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _channel.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await _channel.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits for a raise, but no longer than a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(WaitAsync(either.Token), Task.Delay(atMost, clock, either.Token));
        await either.CancelAsync();
    }

    public void Clear() => _channel.Reader.TryRead(out _);
}
