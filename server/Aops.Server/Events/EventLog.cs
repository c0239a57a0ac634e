using System.Threading.Channels;
using Aops.Hosting.Loops;
using Aops.Server.Audit;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Events;

/// <summary>
/// Accepts events without blocking the caller, stores them in order, and wakes requests that wait for them.
/// </summary>
internal sealed partial class EventLog : BackgroundService, IAsyncDisposable
{
    private readonly EventStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<EventLog> _logger;
    private readonly LoopSupervisor _loops;
    private readonly Channel<EventRecord> _pending = Channel.CreateBounded<EventRecord>(
        new BoundedChannelOptions(ServerLimits.PendingWritesMax) { SingleReader = true });
    private readonly EventBudget _budget;
    private readonly ITimer _summary;
    private readonly CancellationTokenSource _stopping = new();
    private readonly NewsSignal _news = new();

    public EventLog(EventStore store, TimeProvider clock, ILogger<EventLog> logger)
    {
        _store = store;
        _clock = clock;
        _logger = logger;
        _loops = new LoopSupervisor(static (_, _) => { }, clock, logger);
        _budget = new EventBudget(clock);
        _summary = clock.CreateTimer(
            static logger => ((EventLog)logger!).TellDropped(), this, ServerLimits.EventsSummaryPeriod,
            ServerLimits.EventsSummaryPeriod);
    }

    /// <summary>Completes when events were stored after this property was read.</summary>
    public Task News => _news.Next;

    /// <summary>
    /// Adds an event; events beyond an agent's limit are only counted. An event that an operator's request
    /// causes names the operator's token.
    /// </summary>
    /// <param name="series">Events of the same series of a host are counted; null for one that is told by itself.</param>
    /// <param name="cause">What it follows from; null where that is not known for certain.</param>
    public void Add(
        string kind, string message, string? agentId = null, string? hostname = null, string? series = null,
        EventCause? cause = null)
    {
        var kindClass = EventKinds.ClassOf(kind);
        var isOperators = kindClass == EventClass.Operator;
        if (!isOperators && agentId is not null && !_budget.TryTake(kindClass, agentId, hostname)) return;
        // Events of agents leave room in the queue for more important ones.
        if (!isOperators && _pending.Reader.Count >= ServerLimits.PendingAgentEventsMax) LogDropped(kind, message);
        else Write(kind, kindClass, message, agentId, hostname, series, cause);
    }

    /// <summary>Wakes requests that wait for events, after some were stored with the change that caused them.</summary>
    public void Announce() => _news.Announce();

    private void TellDropped()
    {
        foreach (var (kindClass, agentId, hostname, count) in _budget.TakeDropped())
        {
            Write(EventKinds.LeftOut, kindClass, $"{count} more events of {hostname ?? agentId} were dropped: " +
                $"one agent has {ServerLimits.AgentEvents.Burst} an hour.", agentId, hostname);
        }
    }

    private void Write(
        string kind, EventClass kindClass, string message, string? agentId, string? hostname, string? series = null,
        EventCause? cause = null)
    {
        var origin = WriteOrigin.Current;
        var entry = new EventRecord
        {
            At = _clock.GetUtcNow(),
            Kind = kind,
            Class = kindClass,
            AgentId = agentId,
            Hostname = hostname,
            Series = series,
            Actor = origin.Operator,
            Cause = cause,
            Audit = origin.AuditId is > 0 and var audit ? audit : null,
            Message = EventSentence.Sign(message, origin.Operator),
        };
        if (!_pending.Writer.TryWrite(entry)) LogDropped(kind, message);
    }

    /// <summary>Stores the queued events, then ends.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _summary.Dispose();
        TellDropped();
        _pending.Writer.TryComplete();
        _stopping.Cancel();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Waits for the end of the service, even if the stop has timed out.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Dispose();
        _stopping.Dispose();
    }

    // The loop ends with the queue and not with the token, so that a stop loses no event.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunToEndAsync("event log", _ => StoreNextAsync(), stoppingToken);

    private async Task<bool> StoreNextAsync()
    {
        if (!await _pending.Reader.WaitToReadAsync(CancellationToken.None)) return false;
        var batch = new List<EventRecord>();
        while (batch.Count < ServerLimits.WritesPerTransactionMax && _pending.Reader.TryRead(out var entry))
            batch.Add(entry);
        await StoreAsync(batch);
        Announce();
        return true;
    }

    // Events wait while the database does not answer: bounded by the queue, and at a stop by its time.
    private async Task StoreAsync(List<EventRecord> batch)
    {
        while (true)
        {
            try
            {
                await _store.AppendAsync(batch, CancellationToken.None);
                return;
            }
            catch (StoreException e)
            {
                if (e is { Kind: StoreFaultKind.Unreachable, IsOutcomeKnown: true }
                    && !_stopping.IsCancellationRequested)
                {
                    await Task.Delay(ServerLimits.DatabaseRetryMax, _clock, _stopping.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }
                LogLost(batch.Count, e.Message);
                return;
            }
        }
    }

    [LoggerMessage(3030, LogLevel.Warning, "the event log is overrun; this event is dropped: {Kind}: {Message}")]
    private partial void LogDropped(string kind, string message);

    [LoggerMessage(3031, LogLevel.Error, "{Count} events could not be stored and are dropped: {Fault}")]
    private partial void LogLost(int count, string fault);
}
