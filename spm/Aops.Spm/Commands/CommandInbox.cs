using System.Threading.Channels;
using Aops.Spm.Heartbeats;

namespace Aops.Spm.Commands;

/// <summary>
/// Queue of commands from the heartbeat to <see cref="CommandService"/>. A command that finds the queue
/// full is dropped: the server sends it again until it has a result.
/// </summary>
internal sealed class CommandInbox
{
    private const int WaitingMax = 64;

    private readonly Channel<OrderedCommand> _channel =
        Channel.CreateBounded<OrderedCommand>(new BoundedChannelOptions(WaitingMax)
        {
            FullMode = BoundedChannelFullMode.DropWrite,
        });

    public ChannelReader<OrderedCommand> Reader => _channel.Reader;

    public void Offer(OrderedCommand command) => _channel.Writer.TryWrite(command);
}
