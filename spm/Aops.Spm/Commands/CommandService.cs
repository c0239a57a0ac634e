using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Logging;
using Aops.Hosting.Loops;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Spm.Connections;
using Aops.Spm.Heartbeats;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Commands;

/// <summary>Runs one-shot commands one after the other, and reports each until the server has it.</summary>
/// <param name="inbox">Where commands come from.</param>
/// <param name="ledger">Makes each run once.</param>
/// <param name="client">Tells the server.</param>
/// <param name="connections">The server.</param>
/// <param name="act">Starts, stops or restarts a sub-agent.</param>
/// <param name="rollBack">Returns to the previous version of the suite, by the server's wish.</param>
/// <param name="restart">Restarts this process.</param>
/// <param name="loops">Runs the work.</param>
/// <param name="random">Spreads the pauses.</param>
/// <param name="logger">Told of each command.</param>
internal sealed partial class CommandService(
    AopsLayout layout,
    CommandInbox inbox,
    CommandLedger ledger,
    HeartbeatClient client,
    ServerConnections connections,
    Func<string, SubAgentAction, CancellationToken, Task> act,
    Func<CancellationToken, Task> rollBack,
    ISelfRestart restart,
    LoopSupervisor loops,
    TimeProvider clock,
    Random random,
    ILogger<CommandService> logger) : BackgroundService
{
    private static readonly ExponentialBackoff Retry = new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(60));

    private static readonly TimeSpan RestartGap = TimeSpan.FromSeconds(Limits.OrderedRestartSecondsMin);

    private readonly Pace _pace = new(Limits.CommandsAtOnceMax, Limits.CommandsPerSecondMax, clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Report first what an earlier process finished or left unfinished.
        await loops.RunAsync("commands", async stopping =>
        {
            await ReportAllAsync(stopping);
            var ordered = await inbox.Reader.ReadAsync(stopping);
            await _pace.WaitAsync(stopping);
            await HandleAsync(ordered, stopping);
        }, stoppingToken);
    }

    private async Task HandleAsync(OrderedCommand ordered, CancellationToken cancellationToken)
    {
        var command = ordered.Command;
        try
        {
            if (!ledger.TryBegin(command)) return;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LogNotBegun(command.Id, e.Message);
            return;
        }
        LogBegun(command.Id, KebabName.Of(command.Kind));
        CommandResult result;
        try
        {
            result = ordered.Refusal is { } refusal ? Result(CommandOutcome.Refused, refusal)
                : clock.GetUtcNow() > command.ExpiresAt
                    ? Result(CommandOutcome.Refused, $"it expired at {command.ExpiresAt:u}")
                : await RunAsync(command, cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException
            or TimeoutException or UnauthorizedAccessException)
        {
            result = Result(CommandOutcome.Failed, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            loops.LogOnce("commands", e);
            result = Result(CommandOutcome.Failed, LoopSupervisor.SentenceOf(e));
        }
        ledger.End(command.Id, result);
        LogEnded(command.Id, result.Outcome, result.Message ?? "");
    }

    private async Task<CommandResult> RunAsync(AgentCommand command, CancellationToken cancellationToken)
    {
        switch (command.Kind)
        {
            case CommandKind.RestartAgent when ledger.LastEnd(CommandKind.RestartAgent) is { } last
                && (clock.GetUtcNow() - last).Duration() < RestartGap:
                return Result(CommandOutcome.Refused,
                    $"the agent was restarted less than {Limits.OrderedRestartSecondsMin} s ago");
            case CommandKind.RestartAgent:
                // Does not return. The next process that reads the ledger records the success.
                restart.Now("a command of the server");
                return Result(CommandOutcome.Failed, "the launcher could not be executed");
            case CommandKind.RestartSubAgent when Names.IsValid(command.SubAgent):
                await act(command.SubAgent!, SubAgentAction.Restart, cancellationToken);
                return Result(CommandOutcome.Succeeded, $"{command.SubAgent} is being restarted");
            case CommandKind.CollectLog:
                return await CollectLogAsync(command, cancellationToken);
            case CommandKind.Rollback:
                await rollBack(cancellationToken);
                return Result(CommandOutcome.Succeeded, "rolling back");
            default:
                return Result(CommandOutcome.Refused, $"this version does not know how to {KebabName.Of(command.Kind)} that");
        }
    }

    private async Task<CommandResult> CollectLogAsync(AgentCommand command, CancellationToken cancellationToken)
    {
        var name = command.SubAgent ?? Role.Spm.ShortName();
        var path = Names.IsValid(name) ? LogFiles.FindNewest(layout, name) : null;
        if (path is null)
            return Result(CommandOutcome.Failed, $"there is no log of '{command.SubAgent}'");
        var text = LogTail.Read(path, Math.Clamp(command.Lines ?? 200, 1, 10_000), Limits.CommandOutputCharsMax);
        if (connections.Current is { Server: var server } && IdentityFile.Read(layout) is { } identity
            && await client.SendLogAsync(server, identity, command.Id, new CommandLog { Text = text },
                cancellationToken))
        {
            return Result(CommandOutcome.Succeeded, $"{path}: {text.Length} characters");
        }
        return Result(CommandOutcome.Failed, $"{path} could not be sent");
    }

    private async Task ReportAllAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                if (ledger.Unreported is not { Count: > 0 } waiting) return;
                failures = await TryReportAsync(waiting, cancellationToken) ? 0 : failures + 1;
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                if (failures++ == 0) LogNotReported(e.Message);
            }
            if (failures > 0) await Task.Delay(Retry.NextDelay(failures, random), clock, cancellationToken);
        }
    }

    // Whether the server accepted any of them.
    private async Task<bool> TryReportAsync(IReadOnlyList<CommandRecord> waiting, CancellationToken cancellationToken)
    {
        if (connections.Current is not { Server: var server } || IdentityFile.Read(layout) is not { } identity)
            return false;
        var hasSent = false;
        foreach (var record in waiting)
        {
            if (!await client.ReportAsync(server, identity, record.Command.Id, record.Result!,
                cancellationToken)) break;
            ledger.MarkReported(record.Command.Id);
            hasSent = true;
        }
        return hasSent;
    }

    private CommandResult Result(CommandOutcome outcome, string message) =>
        new() { Outcome = outcome, Message = message, At = clock.GetUtcNow() };

    [LoggerMessage(2010, LogLevel.Information, "command {Id}: {Kind} begins")]
    private partial void LogBegun(string id, string kind);

    [LoggerMessage(2011, LogLevel.Information, "command {Id}: {Outcome}: {Text}")]
    private partial void LogEnded(string id, CommandOutcome outcome, string text);

    [LoggerMessage(2012, LogLevel.Warning,
        "results of commands cannot be told to the server: {Reason}; they are told once they can")]
    private partial void LogNotReported(string reason);

    [LoggerMessage(2013, LogLevel.Warning,
        "command {Id} cannot be noted: {Reason}; it is not run, and the server sends it again")]
    private partial void LogNotBegun(string id, string reason);
}
