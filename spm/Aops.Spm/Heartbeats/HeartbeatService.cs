using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Settings;
using Aops.Spm.Commands;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// Keeps one heartbeat under way: the server holds it while there is nothing to say, so an order arrives at once and
/// a quiet host costs one request an interval. News of this host end the held one and go out with the next.
/// </summary>
internal sealed partial class HeartbeatService(
    AopsLayout layout,
    SettingsWatcher settings,
    HeartbeatClient client,
    HeartbeatComposer composer,
    HeartbeatState state,
    HeartbeatCounter counter,
    NewsSignal news,
    DesiredStore desired,
    CommandInbox commands,
    MemoryGuard memory,
    TimeProvider time,
    ILogger<HeartbeatService> logger) : BackgroundService
{
    private static readonly FullJitter Retry =
        new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    // A host in turmoil gathers its news for this long, so that a crash loop is not a heartbeat loop.
    private static readonly TimeSpan NewsGap = TimeSpan.FromMilliseconds(250);

    private const int EarlyAnswersMax = 3;

    private TimeSpan _hold;
    private long _sentAt;
    private int _earlyAnswers;
    private int _failures;
    private long _sequence;
    private string? _loggedFault;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await FirstMoments.PassAsync(time, stoppingToken);
        MendIdentity();
        while (!stoppingToken.IsCancellationRequested)
        {
            var outcome = await BeatOnceAsync(stoppingToken);
            await (outcome switch
            {
                HeartbeatOutcome.Accepted accepted => AcceptAsync(accepted.Reply, stoppingToken),
                HeartbeatOutcome.Failed failed => FailAsync(failed, stoppingToken),
                HeartbeatOutcome.OtherMachine other => RegisterAsync(other, stoppingToken),
                _ => Task.Delay(NewsGap, time, stoppingToken),
            });
        }
    }

    private async Task<HeartbeatOutcome> BeatOnceAsync(CancellationToken stopping)
    {
        if (settings.Current.HeartbeatServer is not { } server)
            return new HeartbeatOutcome.Failed($"{layout.Conf} sets no heartbeatSrv");
        if (TryIdentity(out var fault) is not { } identity) return new HeartbeatOutcome.Failed(fault);

        news.Clear();
        // The first one asks for an answer at once: it is what an installation waits for.
        var hold = state.LastAcceptedAt is null || _failures > 0 ? TimeSpan.Zero : settings.Current.HeartbeatInterval;
        (_hold, _sentAt) = (hold, time.GetTimestamp());
        var heartbeat = composer.Compose(++_sequence, hold);
        using var superseded = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var sending = client.SendAsync(server, identity, heartbeat, superseded.Token);
        var newer = news.WaitAsync(superseded.Token);
        // It is on its way, and its answer an interval off: the code that it took is not needed until then.
        memory.Rest();
        var first = await Task.WhenAny(sending, newer);
        if (first == newer && newer.IsCompletedSuccessfully && hold > TimeSpan.Zero)
        {
            await superseded.CancelAsync();
            try
            {
                return await sending;
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                return new HeartbeatOutcome.Superseded();
            }
        }
        var outcome = await sending;
        // News that came up while a short request was under way must not be lost with the waiter.
        if (newer.IsCompletedSuccessfully) news.Raise();
        await superseded.CancelAsync();
        return outcome;
    }

    private async Task AcceptAsync(HeartbeatReply reply, CancellationToken stopping)
    {
        if (_failures > 0 || state.LastAcceptedAt is null) LogAccepted(settings.Current.HeartbeatServer);
        (_failures, _loggedFault) = (0, null);
        state.Accept(time.GetUtcNow());
        counter.Set(reply.Counter);
        if (reply.Desired is { } wanted) desired.Offer(wanted);
        foreach (var command in reply.Commands) commands.Offer(command);
        if (reply.SlowDownSeconds > 0)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(reply.SlowDownSeconds, 24 * 3600));
            LogSlowDown(pause.TotalSeconds);
            await Task.Delay(pause * (1 + (Random.Shared.NextDouble() / 10)), time, stopping);
            return;
        }
        await HoldBackAsync(hasNews: reply.Desired is not null || reply.Commands.Count > 0, stopping);
    }

    // A machine that was copied with its identity: the original keeps it, and this one asks for one of its own.
    private async Task RegisterAsync(HeartbeatOutcome.OtherMachine other, CancellationToken stopping)
    {
        if (settings.Current.HeartbeatServer is not { } server || TryIdentity(out _) is not { } copied) return;
        var registration = composer.ComposeRegistration(copied.AgentId);
        var outcome = await client.RegisterCloneAsync(server, copied, registration, stopping);
        if (outcome is not HeartbeatOutcome.Registered { Reply: var reply })
        {
            var cause = outcome is HeartbeatOutcome.Failed failed ? failed.Reason : "it was refused again";
            var after = (outcome as HeartbeatOutcome.Failed)?.RetryAfter;
            await FailAsync(new HeartbeatOutcome.Failed($"{other.Reason} But that failed: {cause}", after), stopping);
            return;
        }
        try
        {
            IdentityFile.Write(layout, new Identity
            {
                AgentId = reply.AgentId, AgentToken = reply.AgentToken, MachineId = registration.Host.MachineId,
            });
            LogRegistered(copied.AgentId, reply.AgentId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var fault = $"the identity {reply.AgentId} of this clone cannot be kept: {e.Message}";
            await FailAsync(new HeartbeatOutcome.Failed(fault), stopping);
        }
    }

    // A server that does not hold, or two hosts that took one identity and release each other's heartbeats, must not
    // make this a busy loop: an early answer without news slows down to the interval.
    private async Task HoldBackAsync(bool hasNews, CancellationToken stopping)
    {
        var interval = settings.Current.HeartbeatInterval;
        var isEarly = _hold > TimeSpan.Zero && !hasNews && time.GetElapsedTime(_sentAt) < _hold / 2;
        _earlyAnswers = isEarly ? _earlyAnswers + 1 : 0;
        if (_earlyAnswers < EarlyAnswersMax) return;
        var bound = new FullJitter(NewsGap, 2, interval).Bound(_earlyAnswers - EarlyAnswersMax + 1);
        await Task.Delay((bound / 2) + (bound / 2 * Random.Shared.NextDouble()), time, stopping);
    }

    private async Task FailAsync(HeartbeatOutcome.Failed failed, CancellationToken stopping)
    {
        _failures++;
        var wait = Retry.Draw(_failures, Random.Shared);
        if (failed.RetryAfter is { } asked && asked > wait)
        {
            wait = TimeSpan.FromSeconds(Math.Min(asked.TotalSeconds, 24 * 3600))
                * (1 + (Random.Shared.NextDouble() / 10));
        }
        state.Fail($"{failed.Reason}; next try in {wait.TotalSeconds:0.0} s");
        // Once a kind of fault, not once a try: an outage of a day is not a log of a day.
        if (_loggedFault != failed.Reason) LogFailed(failed.Reason, wait.TotalSeconds);
        _loggedFault = failed.Reason;
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        void Wake(AgentSettings changed) => woken.Cancel();
        settings.Changed += Wake;
        try
        {
            await Task.Delay(wait, time, woken.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // conf.yml was edited, perhaps because of this very fault.
        }
        finally
        {
            settings.Changed -= Wake;
        }
    }

    private void MendIdentity()
    {
        try
        {
            if (IdentityFile.Mend(layout) is { } mended) LogMended(mended);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Each heartbeat reads it again, and says what is wrong.
            LogMended(e.Message);
        }
    }

    private Identity? TryIdentity(out string fault)
    {
        fault = $"{layout.Identity} is missing: enrol this host with 'aops-agent-service install'";
        try
        {
            return IdentityFile.Read(layout);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            fault = e.Message;
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault}")]
    private partial void LogMended(string fault);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "this machine is a clone: the identity {Copied} belongs to another one; it is {Own} from now on")]
    private partial void LogRegistered(string copied, string own);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Server} accepts the heartbeats of this host")]
    private partial void LogAccepted(Uri? server);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Reason}; everything here goes on, next try in {Seconds:0.0} s")]
    private partial void LogFailed(string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "the server asks for quiet: next heartbeat in {Seconds} s")]
    private partial void LogSlowDown(double seconds);
}
