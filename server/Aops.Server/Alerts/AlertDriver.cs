using Aops.Hosting.Loops;
using Aops.Server.Events;
using Aops.Server.Storage;
using Aops.Server.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Alerts;

/// <summary>
/// Evaluates the rules, and stores what follows. Nothing is evaluated in the first two intervals after a start of the server,
/// when it is not known which hosts are there; where alerts stood before the start is stored, and goes on from there.
/// </summary>
/// <param name="sender">Name of this server, for receivers.</param>
internal sealed partial class AlertDriver(
    AlertStore store, AlertFindings findings, AlertBoard board, SilenceStore silences, WebhookStore webhooks,
    WebhookDispatcher dispatcher, EventLog events, string sender, TimeProvider clock, ILogger<AlertDriver> logger)
    : BackgroundService
{
    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    private bool _isAwake;
    private DateTimeOffset _sweptAt = DateTimeOffset.MinValue;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("alerts", async stopping =>
        {
            if (!_isAwake) await Task.Delay(AlertLimits.QuietAfterStart, clock, stopping);
            _isAwake = true;
            try
            {
                await EvaluateAsync(stopping);
                await SweepAsync(stopping);
            }
            catch (StoreException e)
            {
                // What is stored of alerts stays as it is, and the next evaluation begins from it.
                LogPutOff(e.Message);
            }
            await Task.Delay(AlertLimits.Period, clock, stopping);
        }, stoppingToken);

    // Times are stored in milliseconds: a step is compared with what is stored.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task EvaluateAsync(CancellationToken stopping)
    {
        var now = Now();
        var alerts = await store.ListAsync(stopping);
        var inForce = await store.ListSilencesAsync(now, stopping);
        var found = new Dictionary<string, AlertFinding>(StringComparer.Ordinal);
        var changes = new List<AlertChange>();
        findings.KeepOnly([.. alerts.Select(alert => alert.Rule.Name)]);
        foreach (var (rule, before) in alerts.OrderBy(alert => findings.CountedAt(alert.Rule.Name)))
        {
            var finding = await FindAsync(rule, inForce, stopping);
            found[rule.Name] = finding;
            var step = AlertEvaluator.Next(rule, before, finding, now);
            if (step.Standing != before) changes.Add(new AlertChange(rule, before, step, finding));
        }
        board.Set(found, now);
        if (changes.Count == 0 || !await store.ApplyAsync(changes, sender, now, stopping)) return;
        events.Announce();
        dispatcher.Signal();
        foreach (var change in changes) Log(change);
    }

    // A rule that cannot be evaluated holds up no other.
    private async Task<AlertFinding> FindAsync(
        AlertRule rule, IReadOnlyList<Silence> inForce, CancellationToken stopping)
    {
        if (!rule.IsEnabled) return AlertFinding.Unknown("");
        try
        {
            return await findings.FindAsync(rule, inForce, stopping);
        }
        catch (Exception e) when (e is not (OperationCanceledException or StoreException))
        {
            _loops.LogOnce($"the alert {rule.Name}", e);
            return AlertFinding.Unknown($"It cannot be evaluated: {e.Message}");
        }
    }

    private void Log(AlertChange change)
    {
        if (change.Step.Notice == AlertNotice.Firing) LogFiring(change.Rule.Name, change.Step.Standing.Why);
        if (change.Step.Notice == AlertNotice.Resolved) LogResolved(change.Rule.Name, change.Step.Standing.Why);
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        var now = Now();
        if (now - _sweptAt < WebhookLimits.SweepPeriod && now >= _sweptAt) return;
        _sweptAt = now;
        await silences.ForgetAsync(now - AlertLimits.SilenceRetained, stopping);
        await webhooks.ForgetAsync(now - WebhookLimits.RetainedFor, stopping);
    }

    [LoggerMessage(3130, LogLevel.Warning, "the alert {Rule} fires: {Why}")]
    private partial void LogFiring(string rule, string why);

    [LoggerMessage(3131, LogLevel.Information, "the alert {Rule} has ended: {Why}")]
    private partial void LogResolved(string rule, string why);

    [LoggerMessage(3132, LogLevel.Error, "alerts could not be evaluated, which is tried again in a moment: {Fault}")]
    private partial void LogPutOff(string fault);
}
