using System.Text.Json;
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
    private readonly List<CommandRecord> _records;

    public CommandLedger(AopsLayout layout, TimeProvider time, ILogger<CommandLedger> logger)
    {
        _layout = layout;
        _logger = logger;
        _records = Read();
        for (var i = 0; i < _records.Count; i++)
        {
            if (_records[i].Result is null)
                _records[i] = _records[i] with { Result = EndOfInterrupted(_records[i].Command, time.GetUtcNow()) };
        }
    }

    /// <summary>Results that the server has not got yet.</summary>
    public IReadOnlyList<CommandRecord> Unreported
    {
        get { lock (_gate) return [.. _records.Where(r => r is { Result: not null, Reported: false })]; }
    }

    /// <summary>Notes that a command begins.</summary>
    /// <returns>Whether it may be run: false for one that was begun before.</returns>
    /// <exception cref="IOException">It cannot be noted durably, so it must not be run.</exception>
    public bool TryBegin(AgentCommand command)
    {
        lock (_gate)
        {
            if (_records.Any(r => r.Command.Id == command.Id)) return false;
            _records.Add(new CommandRecord { Command = command });
            while (_records.Count > Limits.CommandsRememberedMax
                && _records.FindIndex(r => r.Reported) is var oldest and >= 0)
            {
                _records.RemoveAt(oldest);
            }
            try
            {
                Write();
            }
            catch
            {
                _records.RemoveAll(r => r.Command.Id == command.Id);
                throw;
            }
            return true;
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
            var index = _records.FindIndex(r => r.Command.Id == id);
            if (index < 0) return;
            _records[index] = change(_records[index]);
            try
            {
                Write();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotKept(_layout.Commands, e.Message);
            }
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

    private List<CommandRecord> Read()
    {
        try
        {
            var content = File.ReadAllBytes(_layout.Commands);
            return JsonSerializer.Deserialize(content, SpmJson.Default.ListCommandRecord) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            LogDamaged(_layout.Commands, e.Message);
            return [];
        }
    }

    private void Write() => Durable.Write(
        _layout.Commands, JsonSerializer.SerializeToUtf8Bytes(_records, SpmJson.Default.ListCommandRecord));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be written: {Reason}; the result is kept in memory")]
    private partial void LogNotKept(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Path} is damaged: {Reason}; commands that the server sends again may run again")]
    private partial void LogDamaged(string path, string reason);
}
