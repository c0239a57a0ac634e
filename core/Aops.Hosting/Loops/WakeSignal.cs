using System.Threading.Channels;

namespace Aops.Hosting.Loops;

/// <summary>Wakes a loop for work that has come up. Raises before a wait are coalesced into one.</summary>
public sealed class WakeSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes who waits, or else who waits next.</summary>
    public void Raise() => _channel.Writer.TryWrite(true);

    /// <summary>Waits for a raise.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await _channel.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits for a raise, for a limited time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(WaitAsync(either.Token), Task.Delay(atMost, clock, either.Token));
        await either.CancelAsync();
    }

    /// <summary>Forgets a raise that was not waited for.</summary>
    public void Clear() => _channel.Reader.TryRead(out _);
}
