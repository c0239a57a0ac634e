using System.Threading.Channels;
using Aops.Hosting.Loops;
using Aops.Server.Security.Operators;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Events;

/// <summary>
/// Takes events from anywhere without making the caller wait, stores them in order, and wakes those who wait for
/// new ones.
/// </summary>
internal sealed partial class EventLog : BackgroundService, IAsyncDisposable
{
    private readonly EventStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<EventLog> _log;
    private readonly LoopSupervisor _loops;
    private readonly Channel<EventRecord> _pending = Channel.CreateBounded<EventRecord>(
        new BoundedChannelOptions(ServerLimits.PendingWritesMax) { SingleReader = true });
    private TaskCompletionSource _news = NewSignal();

    public EventLog(EventStore store, TimeProvider clock, ILogger<EventLog> log)
    {
        _store = store;
        _clock = clock;
        _log = log;
        _loops = new LoopSupervisor(static (_, _) => { }, clock, log);
    }

    /// <summary>Ends when events were stored after this was asked for.</summary>
    public Task News => Volatile.Read(ref _news).Task;

    /// <summary>Adds an event. One that an operator's request brings about names the operator's token.</summary>
    public void Add(string kind, string message, string? agentId = null, string? hostname = null)
    {
        var entry = new EventRecord
        {
            At = _clock.GetUtcNow(),
            Kind = kind,
            AgentId = agentId,
            Hostname = hostname,
            Message = ActingOperator.Name is { } name ? $"{message} (by operator {name})" : message,
        };
        if (!_pending.Writer.TryWrite(entry)) LogDropped(kind, message);
    }

    /// <summary>Stores what waits, then ends.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Waits for the end of a stop, also of one whose time was over.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Dispose();
    }

    // It ends with what waits, not with the token: no event is lost by a stop.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunToEndAsync("event log", _ => StoreNextAsync(), stoppingToken);

    private async Task<bool> StoreNextAsync()
    {
        if (!await _pending.Reader.WaitToReadAsync(CancellationToken.None)) return false;
        var batch = new List<EventRecord>();
        while (batch.Count < ServerLimits.WritesPerTransactionMax && _pending.Reader.TryRead(out var entry))
            batch.Add(entry);
        try
        {
            await _store.AppendAsync(batch, CancellationToken.None);
        }
        catch (StoreException exception)
        {
            LogLost(batch.Count, exception.Message);
        }
        Interlocked.Exchange(ref _news, NewSignal()).SetResult();
        return true;
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning, "the event log is overrun; this event is dropped: {Kind}: {Message}")]
    private partial void LogDropped(string kind, string message);

    [LoggerMessage(LogLevel.Error, "{Count} events could not be stored and are dropped: {Fault}")]
    private partial void LogLost(int count, string fault);
}
