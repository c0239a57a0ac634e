using System.Threading.Channels;
using Aops.Contracts.Wire;

namespace Aops.Spm.Commands;

/// <summary>Commands on their way from the heartbeat to <see cref="CommandService"/>. One too many is dropped: the
/// server sends it again until it has a result.</summary>
internal sealed class CommandInbox
{
    private const int WaitingMax = 64;

    private readonly Channel<AgentCommand> _channel =
        Channel.CreateBounded<AgentCommand>(new BoundedChannelOptions(WaitingMax)
        {
            FullMode = BoundedChannelFullMode.DropWrite,
        });

    public ChannelReader<AgentCommand> Reader => _channel.Reader;

    public void Offer(AgentCommand command) => _channel.Writer.TryWrite(command);
}
