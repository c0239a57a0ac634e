using Microsoft.Extensions.Logging;

namespace Aops.Server.Connections;

/// <summary>Logs refused and replaced connections: at most one line in an interval, with their number.</summary>
internal sealed partial class RefusalLog(TimeProvider clock, ILogger<RefusalLog> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long? _toldAt;
    private int _count;

    /// <summary>Counts one more.</summary>
    public void Note(ClientAddress address, DescriptorPlan plan)
    {
        int count;
        lock (_gate)
        {
            _count++;
            if (_toldAt is { } at && clock.GetElapsedTime(at) < Pause) return;
            (count, _count, _toldAt) = (_count, 0, clock.GetTimestamp());
        }
        LogRefused(count, address, plan.PerAddressMax, plan.ConnectionsMax);
    }

    [LoggerMessage(3010, LogLevel.Warning,
        "{Count} connections were refused, or closed before a request to make way for newer ones, the last one of " +
        "{Address}: one address may have {PerAddress}, all together {Max}")]
    private partial void LogRefused(int count, ClientAddress address, int perAddress, int max);
}
