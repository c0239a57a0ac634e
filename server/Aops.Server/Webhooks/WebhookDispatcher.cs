using Aops.Hosting.Loops;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Webhooks;

/// <summary>
/// Sends what waits. Each webhook has a lane of its own, with one request at a time and its messages in their order, so that
/// one that is dead or hangs delays no other. A message is sent at least once: a server that dies between the answer of the
/// receiver and the note of it sends it again, with the same id.
/// </summary>
internal sealed partial class WebhookDispatcher(
    DeliveryQueue queue, WebhookSender sender, TimeProvider clock, ILogger<WebhookDispatcher> logger)
    : BackgroundService
{
    // A look that no signal asked for, as another process may have written.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    private readonly Dictionary<string, Task> _lanes = new(StringComparer.Ordinal);
    private readonly NewsSignal _news = new();

    /// <summary>There may be something to send: it is looked for at once.</summary>
    public void Signal() => _news.Announce();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _loops.RunAsync("webhooks", RunAsync, stoppingToken);
        await Task.WhenAll(_lanes.Values);
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var news = _news.Next;
        var wait = LookEvery;
        foreach (var ended in _lanes.Where(lane => lane.Value.IsCompleted).Select(lane => lane.Key).ToList())
            _lanes.Remove(ended);
        try
        {
            var now = clock.GetUtcNow();
            foreach (var (webhook, nextAt) in await queue.ListFirstAsync(stopping))
            {
                if (_lanes.ContainsKey(webhook)) continue;
                if (nextAt <= now) _lanes[webhook] = Open(webhook, stopping);
                else if (nextAt - now < wait) wait = nextAt - now;
            }
        }
        catch (StoreException e)
        {
            LogPutOff(e.Message);
            wait = ServerLimits.DatabaseRetryMax;
        }
        await NewsSignal.WaitAsync(news, wait, clock, CancellationToken.None, stopping);
    }

    private Task Open(string webhook, CancellationToken stopping) => Task.Run(
        async () =>
        {
            await SendAllAsync(webhook, stopping);
            Signal();
        },
        CancellationToken.None);

    // Until nothing is left, or a try fails.
    private async Task SendAllAsync(string webhook, CancellationToken stopping)
    {
        try
        {
            while (await queue.FindFirstAsync(webhook, stopping) is var (target, first))
            {
                if (first.NextAt > clock.GetUtcNow()) return;
                var outcome = await sender.SendAsync(target, first, stopping);
                var after = await queue.NoteAsync(first, outcome, clock.GetUtcNow());
                if (outcome.Fault is null) continue;
                LogFault(webhook, first.Id, after.Attempts, outcome.Fault);
                if (after.State != DeliveryState.Abandoned) return;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was not noted is sent after the next start.
        }
        catch (StoreException e)
        {
            LogPutOff(e.Message);
            await RestAsync(ServerLimits.DatabaseRetryMax, stopping);
        }
        catch (Exception e)
        {
            _loops.LogOnce($"webhook {webhook}", e);
            await RestAsync(WebhookLimits.PauseMax, stopping);
        }
    }

    private async Task RestAsync(TimeSpan pause, CancellationToken stopping) =>
        await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(3140, LogLevel.Warning,
        "the webhook {Webhook} did not take the message {Id} at try {Attempts}: {Fault}; it is tried again, for a day")]
    private partial void LogFault(string webhook, string id, int attempts, string fault);

    [LoggerMessage(3141, LogLevel.Error, "what waits for webhooks cannot be read or noted, and stays: {Fault}")]
    private partial void LogPutOff(string fault);
}
