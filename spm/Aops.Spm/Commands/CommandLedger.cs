using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Commands;

/// <summary>
/// The commands of this host, persisted in <c>var/lib/aops/commands.json</c>. A command whose id is
/// recorded there is not run again, not even after a restart or an upgrade.
/// </summary>
internal sealed partial class CommandLedger
{
    private readonly AopsLayout _layout;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly PersistentList<CommandRecord> _records;

    public CommandLedger(AopsLayout layout, TimeProvider clock, ILogger<CommandLedger> logger)
    {
        _layout = layout;
        _logger = logger;
        _records = new(layout.Commands, SpmJson.Default.ListCommandRecord,
            records => EndInterrupted(records, clock.GetUtcNow()),
            reason => LogDamaged(layout.Commands, reason));
    }

    /// <summary>Results that the server has not got yet.</summary>
    /// <exception cref="IOException">Commands that an earlier process began cannot be read now.</exception>
    public IReadOnlyList<CommandRecord> Unreported
    {
        get { lock (_gate) return [.. _records.Items.Where(r => r is { Result: not null, Reported: false })]; }
    }

    /// <summary>Records that a command begins, durably, before it runs.</summary>
    /// <returns>Whether it may run; false if it was begun before.</returns>
    /// <exception cref="IOException">
    /// The record cannot be written durably, or earlier records cannot be read. The command must not run.
    /// </exception>
    public bool TryBegin(AgentCommand command)
    {
        lock (_gate)
        {
            var records = _records.Items;
            if (records.Exists(r => r.Command.Id == command.Id)) return false;
            records.Add(new CommandRecord { Command = command });
            while (records.Count > Limits.CommandsRememberedMax
                && records.FindIndex(r => r.Reported) is var oldest and >= 0)
            {
                records.RemoveAt(oldest);
            }
            try
            {
                _records.Write();
            }
            catch
            {
                records.RemoveAll(r => r.Command.Id == command.Id);
                throw;
            }
            return true;
        }
    }

    /// <summary>When the last command of a kind succeeded; null if none is recorded.</summary>
    /// <exception cref="IOException">Commands that an earlier process began cannot be read now.</exception>
    public DateTimeOffset? LastEnd(CommandKind kind)
    {
        lock (_gate)
        {
            return _records.Items.LastOrDefault(r => r.Command.Kind == kind
                && r.Result is { Outcome: CommandOutcome.Succeeded })?.Result!.At;
        }
    }

    /// <summary>Records the result of a command.</summary>
    public void End(string id, CommandResult result) => Change(id, r => r with { Result = result });

    /// <summary>Records that the server has received the result.</summary>
    public void MarkReported(string id) => Change(id, r => r with { Reported = true });

    private void Change(string id, Func<CommandRecord, CommandRecord> change)
    {
        lock (_gate)
        {
            try
            {
                var records = _records.Items;
                var index = records.FindIndex(r => r.Command.Id == id);
                if (index < 0) return;
                records[index] = change(records[index]);
                _records.Write();
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                LogNotPersisted(_layout.Commands, e.Message);
            }
        }
    }

    private static void EndInterrupted(List<CommandRecord> records, DateTimeOffset now)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Result is null)
                records[i] = records[i] with { Result = EndOfInterrupted(records[i].Command, now) };
        }
    }

    // If this process reads an unfinished restart, the restart succeeded. Any other unfinished command has
    // an unknown outcome.
    private static CommandResult EndOfInterrupted(AgentCommand command, DateTimeOffset now) =>
        command.Kind == CommandKind.RestartAgent
            ? new() { Outcome = CommandOutcome.Succeeded, Message = "aops-spm was restarted", At = now }
            : new()
            {
                Outcome = CommandOutcome.Interrupted,
                Message = "aops-spm ended while it ran this command; it is not run again",
                At = now,
            };

    [LoggerMessage(2000, LogLevel.Warning, "{Path} cannot be written: {Reason}; the result is held in memory")]
    private partial void LogNotPersisted(string path, string reason);

    [LoggerMessage(2001, LogLevel.Warning,
        "{Path} is damaged: {Reason}; commands that the server sends again may run again")]
    private partial void LogDamaged(string path, string reason);
}
