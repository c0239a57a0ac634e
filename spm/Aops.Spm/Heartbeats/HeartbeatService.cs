using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Spm.Connections;
using Aops.Spm.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// Sends the heartbeats, one at a time. The server holds each one while it has nothing to say, so an order
/// arrives at once and a quiet host costs one request an interval. A change on this host cancels the held
/// heartbeat and is sent with the next.
/// </summary>
internal sealed partial class HeartbeatService(
    AopsLayout layout,
    SettingsWatcher settings,
    ServerConnections connections,
    AuthorityHints hints,
    HeartbeatClient client,
    HeartbeatComposer composer,
    HeartbeatState state,
    HeartbeatQuestions questions,
    HeartbeatCounter counter,
    WakeSignal news,
    AnswerIntake intake,
    MemoryGuard memory,
    LoopSupervisor loops,
    TimeProvider clock,
    Random random,
    ILogger<HeartbeatService> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(Limits.BackoffSecondsMax);

    // Changes are gathered for this long, so that a crash loop does not become a heartbeat loop.
    private static readonly TimeSpan NewsGap = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(Limits.SlowDownSecondsMax);

    private const int EarlyAnswersMax = 3;

    private readonly Pace _pace = new(Limits.HeartbeatsAtOnceMax, Limits.HeartbeatsPerSecondMax, clock);
    private readonly IdentityChoice _identities = new(layout, logger);

    private ServerConnection? _connection;
    private TaskCompletionSource<bool>? _question;
    private TimeSpan _hold;
    private long _sentAt;
    private int _earlyAnswers;
    private int _failures;
    private long _sequence;
    private string? _loggedFault;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartupDelay.PassAsync(clock, stoppingToken);
        MendIdentity();
        await loops.RunAsync("heartbeats", PassAsync, stoppingToken);
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await _pace.WaitAsync(cancellationToken);
        var outcome = await SendAsync(cancellationToken);
        await (outcome switch
        {
            HeartbeatOutcome.Accepted accepted => AcceptAsync(accepted.Reply, cancellationToken),
            HeartbeatOutcome.Failed failed => FailAsync(failed, cancellationToken),
            HeartbeatOutcome.OtherMachine other => RegisterAsync(other, cancellationToken),
            _ => Task.Delay(NewsGap, clock, cancellationToken),
        });
    }

    private async Task<HeartbeatOutcome> SendAsync(CancellationToken cancellationToken)
    {
        if (_identities.Find(out var fault) is not { } identity) return new HeartbeatOutcome.Failed(fault);

        news.Clear();
        _question = questions.Take();
        // A heartbeat with an identity on trial proves nothing about the connection.
        if ((_identities.IsOnTrial ? connections.Current : connections.For(identity)) is not { } connection)
            return new HeartbeatOutcome.Failed(connections.MissingReason);
        _connection = connection;
        // The first heartbeat asks for an immediate reply, since an installation waits for it, and so does
        // one that proves a changed connection or carries a question.
        var isAwaited = state.LastAcceptedAt is null || _failures > 0 || _question is not null
            || connections.Record.State == ConnectionState.Probation;
        var hold = isAwaited ? TimeSpan.Zero : settings.Current.HeartbeatInterval;
        (_hold, _sentAt) = (hold, clock.GetTimestamp());
        var heartbeat = composer.Compose(++_sequence, hold, identity);
        using var superseded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = client.SendAsync(connection.Server, identity, heartbeat, superseded.Token);
        var newer = news.WaitAsync(superseded.Token);
        // The reply is an interval away: trim the memory that sending has used.
        memory.TrimWhenIdle();
        var first = await Task.WhenAny(sending, newer);
        if (first == newer && newer.IsCompletedSuccessfully && hold > TimeSpan.Zero)
        {
            await superseded.CancelAsync();
            try
            {
                return await sending;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new HeartbeatOutcome.Superseded();
            }
        }
        var outcome = await sending;
        // A change during a short request was consumed by the waiter; signal it again.
        if (newer.IsCompletedSuccessfully) news.Raise();
        await superseded.CancelAsync();
        return outcome;
    }

    private async Task AcceptAsync(ServerReply reply, CancellationToken cancellationToken)
    {
        if (TrySettleIdentity() is { } fault)
        {
            await FailAsync(new HeartbeatOutcome.Failed(fault), cancellationToken);
            return;
        }
        if (_failures > 0 || state.LastAcceptedAt is null) LogAccepted(_connection?.Server);
        (_failures, _loggedFault) = (0, null);
        state.Accept(clock.GetUtcNow());
        counter.Set(reply.Counter);
        if (_connection is { } used) connections.Apply(new ConnectionEvent.Accepted(used));
        hints.Offer(reply.AuthorityGeneration);
        intake.Take(reply);
        _question?.TrySetResult(true);
        if (reply.SlowDown > TimeSpan.Zero)
        {
            LogSlowDown(reply.SlowDown.TotalSeconds);
            await Task.Delay(reply.SlowDown * (1 + (random.NextDouble() / 10)), clock, cancellationToken);
            return;
        }
        var hasNews = reply.Desired is not null || reply.Commands.Count > 0 || reply.AsksForHeld
            || reply.Runs.Count > 0 || reply.CancelledRuns.Count > 0;
        await HoldBackAsync(hasNews, cancellationToken);
    }

    // This machine was copied with its identity: the original retains it, and the copy asks for its own.
    private async Task RegisterAsync(HeartbeatOutcome.OtherMachine other, CancellationToken cancellationToken)
    {
        if (_identities.IsOnTrial)
        {
            await FailAsync(new HeartbeatOutcome.Failed(other.Reason, IsIdentityRefused: true), cancellationToken);
            return;
        }
        if (connections.Current is not { Server: var server } || _identities.Find(out _) is not { } copied) return;
        var registration = composer.ComposeRegistration(copied.AgentId);
        var outcome = await client.RegisterCloneAsync(server, copied, registration, cancellationToken);
        var failure = outcome switch
        {
            HeartbeatOutcome.Registered { Reply: var reply } => TryShow(copied with
            {
                AgentId = reply.AgentId, AgentToken = reply.AgentToken, MachineId = registration.Host.MachineId,
            }) is { } notKept ? new HeartbeatOutcome.Failed(notKept) : null,
            HeartbeatOutcome.Failed failed =>
                failed with { Reason = $"{other.Reason} But that failed: {failed.Reason}", IsIdentityRefused = false },
            _ => new HeartbeatOutcome.Failed($"{other.Reason} But that failed: it was refused again"),
        };
        if (failure is not null) await FailAsync(failure, cancellationToken);
    }

    private string? TryShow(Identity candidate)
    {
        try
        {
            _identities.Try(candidate);
            return null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return $"the identity {candidate.AgentId} of this clone cannot be stored: {e.Message}";
        }
    }

    private string? TrySettleIdentity()
    {
        try
        {
            _identities.Accept();
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return $"the identity that the server accepted cannot be stored: {e.Message}";
        }
    }

    // An immediate reply without content waits for the interval, so that a server that does not hold, or
    // two hosts that share an identity and release each other's heartbeats, cannot cause a busy loop.
    private async Task HoldBackAsync(bool hasNews, CancellationToken cancellationToken)
    {
        var interval = Min(settings.Current.HeartbeatInterval, QuietMax);
        var isEarly = _hold > TimeSpan.Zero && !hasNews && clock.GetElapsedTime(_sentAt) < _hold / 2;
        _earlyAnswers = isEarly ? _earlyAnswers + 1 : 0;
        if (_earlyAnswers < EarlyAnswersMax) return;
        var bound = new ExponentialBackoff(NewsGap, 2, interval).MaxDelay(_earlyAnswers - EarlyAnswersMax + 1);
        await Task.Delay((bound / 2) + (bound / 2 * random.NextDouble()), clock, cancellationToken);
    }

    // Two intervals at most and one on average: after an outage of the server its fleet sends no more
    // requests than before, and all hosts are back within two heartbeats.
    private ExponentialBackoff Retry =>
        new(FirstRetry, 2, Min(Max(2 * settings.Current.HeartbeatInterval, FirstRetry), RetryMax));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private async Task FailAsync(HeartbeatOutcome.Failed failed, CancellationToken cancellationToken)
    {
        _failures++;
        _question?.TrySetResult(false);
        if (failed.IsIdentityRefused) _identities.Refuse();
        var wait = Retry.NextDelay(_failures, random);
        if (failed.RetryAfter is { } asked && asked > wait)
        {
            wait = Min(asked, QuietMax) * (1 + (random.NextDouble() / 10));
        }
        state.Fail($"{failed.Reason}; next try in {wait.TotalSeconds:0.0} s", failed.IsRefused);
        // Logged once per kind of fault, not once per try, so that a long outage does not fill the log.
        if (_loggedFault != failed.Reason) LogFailed(failed.Reason, wait.TotalSeconds);
        _loggedFault = failed.Reason;
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Wake() => woken.TrySetResult();
        void WakeBySettings(AgentSettings changed) => Wake();
        // The server can be reached, so an earlier failure is no reason to wait.
        void WakeByJudge()
        {
            _failures = 0;
            Wake();
        }
        settings.Changed += WakeBySettings;
        connections.Changed += Wake;
        state.Woken += WakeByJudge;
        try
        {
            // The wait ends early on an edit of conf.yml, on another connection, or when the judge of a
            // trial asks.
            await woken.Task.WaitAsync(wait, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The wait is over.
        }
        finally
        {
            settings.Changed -= WakeBySettings;
            connections.Changed -= Wake;
            state.Woken -= WakeByJudge;
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
            // Each heartbeat reads the file again and reports the fault.
            LogMended(e.Message);
        }
    }

    [LoggerMessage(2090, LogLevel.Warning, "{Fault}")]
    private partial void LogMended(string fault);

    [LoggerMessage(2091, LogLevel.Information, "{Server} accepts the heartbeats of this host")]
    private partial void LogAccepted(Uri? server);

    [LoggerMessage(2092, LogLevel.Warning,
        "{Reason}; everything here goes on, next try in {Seconds:0.0} s")]
    private partial void LogFailed(string reason, double seconds);

    [LoggerMessage(2093, LogLevel.Information, "the server asks for quiet: next heartbeat in {Seconds} s")]
    private partial void LogSlowDown(double seconds);
}
