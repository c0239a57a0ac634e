using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Commands;

/// <summary>
/// The commands of this host: <c>var/lib/aops/commands.json</c>. An id that stands in it is not run again, whatever
/// restart or upgrade lay between.
/// </summary>
internal sealed partial class CommandLedger
{
    private readonly AopsLayout _layout;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly PersistentList<CommandRecord> _kept;

    public CommandLedger(AopsLayout layout, TimeProvider clock, ILogger<CommandLedger> logger)
    {
        _layout = layout;
        _logger = logger;
        _kept = new(layout.Commands, SpmJson.Default.ListCommandRecord,
            records => EndInterrupted(records, clock.GetUtcNow()),
            reason => LogDamaged(layout.Commands, reason));
    }

    /// <summary>Results that the server has not got yet.</summary>
    /// <exception cref="IOException">What was begun in an earlier life cannot be read now.</exception>
    public IReadOnlyList<CommandRecord> Unreported
    {
        get { lock (_gate) return [.. _kept.Items.Where(r => r is { Result: not null, Reported: false })]; }
    }

    /// <summary>Notes that a command begins.</summary>
    /// <returns>Whether it may be run: false for one that was begun before.</returns>
    /// <exception cref="IOException">
    /// It cannot be noted durably, or cannot be told from one that was begun before: so it must not be run.
    /// </exception>
    public bool TryBegin(AgentCommand command)
    {
        lock (_gate)
        {
            var records = _kept.Items;
            if (records.Exists(r => r.Command.Id == command.Id)) return false;
            records.Add(new CommandRecord { Command = command });
            while (records.Count > Limits.CommandsRememberedMax
                && records.FindIndex(r => r.Reported) is var oldest and >= 0)
            {
                records.RemoveAt(oldest);
            }
            try
            {
                _kept.Write();
            }
            catch
            {
                records.RemoveAll(r => r.Command.Id == command.Id);
                throw;
            }
            return true;
        }
    }

    /// <summary>When a command of a kind last ended well; null if none is remembered.</summary>
    /// <exception cref="IOException">What was begun in an earlier life cannot be read now.</exception>
    public DateTimeOffset? LastEnd(CommandKind kind)
    {
        lock (_gate)
        {
            return _kept.Items.LastOrDefault(r => r.Command.Kind == kind
                && r.Result is { Outcome: CommandOutcome.Succeeded })?.Result!.At;
        }
    }

    /// <summary>Notes how a command ended.</summary>
    public void End(string id, CommandResult result) => Change(id, r => r with { Result = result });

    /// <summary>Notes that the server has the result.</summary>
    public void MarkReported(string id) => Change(id, r => r with { Reported = true });

    private void Change(string id, Func<CommandRecord, CommandRecord> change)
    {
        lock (_gate)
        {
            try
            {
                var records = _kept.Items;
                var index = records.FindIndex(r => r.Command.Id == id);
                if (index < 0) return;
                records[index] = change(records[index]);
                _kept.Write();
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

    // A restart is ended by the very fact that somebody reads this; of any other nobody knows.
    private static CommandResult EndOfInterrupted(AgentCommand command, DateTimeOffset now) =>
        command.Kind == CommandKind.RestartAgent
            ? new() { Outcome = CommandOutcome.Succeeded, Message = "aops-spm was started anew", At = now }
            : new()
            {
                Outcome = CommandOutcome.Interrupted,
                Message = "aops-spm ended while it ran this command; it is not run again",
                At = now,
            };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be written: {Reason}; the result is kept in memory")]
    private partial void LogNotPersisted(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Path} is damaged: {Reason}; commands that the server sends again may run again")]
    private partial void LogDamaged(string path, string reason);
}
