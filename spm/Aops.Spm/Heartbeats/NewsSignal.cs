using System.Threading.Channels;

namespace Aops.Spm.Heartbeats;

/// <summary>Says that something changed which the server should hear of soon. Many raises before one look count once.</summary>
internal sealed class NewsSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _channel.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellation) => await _channel.Reader.ReadAsync(cancellation);

    public void Clear() => _channel.Reader.TryRead(out _);
}
