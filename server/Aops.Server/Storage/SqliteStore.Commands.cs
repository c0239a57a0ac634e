using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Native.Sqlite;
using Aops.Server.Commands;

namespace Aops.Server.Storage;

internal sealed partial class SqliteStore
{
    public Task<AddCommandOutcome> AddCommandAsync(
        string agentId, AgentCommand command, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection => AddCommand(connection, agentId, command, Milliseconds(now)),
            Durability.Disk, cancellationToken);

    public ValueTask<IReadOnlyList<CommandRecord>> ListCommandsAsync(
        string agentId, int limit, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<CommandRecord>>(
            connection =>
            {
                var row = connection.Prepare(
                    "SELECT id, kind, sub_agent, lines, expires_at, created_at, delivered_at, ended_at, " +
                    "outcome, message, log, seq FROM command WHERE agent_id = ?1 ORDER BY seq DESC LIMIT ?2")
                    .Bind(1, agentId).Bind(2, limit);
                var commands = new List<CommandRecord>();
                while (row.Step()) commands.Add(ReadRecord(row));
                return commands;
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<AgentCommand>> ListDueCommandsAsync(
        string agentId, DateTimeOffset now, DateTimeOffset notSentSince, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<AgentCommand>>(
            connection =>
            {
                var row = connection.Prepare(
                    "SELECT id, kind, sub_agent, lines, expires_at FROM command WHERE agent_id = ?1 " +
                    "AND ended_at IS NULL AND expires_at > ?2 AND (delivered_at IS NULL OR delivered_at < ?3) " +
                    "ORDER BY seq")
                    .Bind(1, agentId).Bind(2, Milliseconds(now)).Bind(3, Milliseconds(notSentSince));
                List<AgentCommand>? commands = null;
                while (row.Step()) (commands ??= []).Add(ReadCommand(row));
                return commands ?? (IReadOnlyList<AgentCommand>)[];
            },
            cancellationToken);

    public Task StoreDeliveryAsync(
        IReadOnlyList<AgentCommand> commands, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection =>
            {
                foreach (var command in commands)
                {
                    connection.Prepare("UPDATE command SET delivered_at = ?2 WHERE id = ?1")
                        .Bind(1, command.Id).Bind(2, Milliseconds(now)).Run();
                }
                return commands.Count;
            },
            Durability.Process, cancellationToken);

    public Task<EndCommandOutcome> EndCommandAsync(
        string agentId, string commandId, CommandResult result, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection =>
            {
                var ended = connection.Prepare(
                    "UPDATE command SET ended_at = ?3, outcome = ?4, message = ?5 " +
                    "WHERE id = ?1 AND agent_id = ?2 AND ended_at IS NULL")
                    .Bind(1, commandId).Bind(2, agentId).Bind(3, Milliseconds(result.At))
                    .Bind(4, NameOf(result.Outcome)).Bind(5, result.Message).Run();
                if (ended == 1) return EndCommandOutcome.Stored;
                var row = connection.Prepare("SELECT 1 FROM command WHERE id = ?1 AND agent_id = ?2")
                    .Bind(1, commandId).Bind(2, agentId);
                var known = row.Step();
                row.Reset();
                return known ? EndCommandOutcome.Repeated : EndCommandOutcome.NoSuchCommand;
            },
            Durability.Disk, cancellationToken);

    public Task<bool> AppendCommandLogAsync(
        string agentId, string commandId, string text, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection => connection.Prepare(
                "UPDATE command SET log = substr(coalesce(log, '') || ?3, 1, ?4) WHERE id = ?1 AND agent_id = ?2")
                .Bind(1, commandId).Bind(2, agentId).Bind(3, text).Bind(4, Limits.CommandOutputCharsMax)
                .Run() == 1,
            Durability.Process, cancellationToken);

    private static AddCommandOutcome AddCommand(
        SqliteConnection connection, string agentId, AgentCommand command, long now)
    {
        if (FindMachine(connection, agentId) is null) return AddCommandOutcome.NoSuchAgent;
        var open = connection.Prepare(
            "SELECT count(*) FROM command WHERE agent_id = ?1 AND ended_at IS NULL AND expires_at > ?2")
            .Bind(1, agentId).Bind(2, now);
        open.Step();
        var waiting = open.Int64(0);
        open.Reset();
        if (waiting >= ServerLimits.OpenCommandsMax) return AddCommandOutcome.TooMany;
        connection.Prepare(
            "INSERT INTO command (id, agent_id, kind, sub_agent, lines, created_at, expires_at) " +
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .Bind(1, command.Id).Bind(2, agentId).Bind(3, NameOf(command.Kind)).Bind(4, command.SubAgent)
            .Bind(5, command.Lines).Bind(6, now).Bind(7, Milliseconds(command.ExpiresAt)).Run();
        connection.Prepare(
            "DELETE FROM command WHERE agent_id = ?1 AND seq <= (SELECT seq FROM command " +
            "WHERE agent_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)")
            .Bind(1, agentId).Bind(2, ServerLimits.CommandsKeptMax).Run();
        return AddCommandOutcome.Added;
    }

    private static CommandRecord ReadRecord(SqliteStatement row) => new()
    {
        Command = ReadCommand(row),
        CreatedAt = Time(row.Int64(5)),
        DeliveredAt = TimeOrNull(row, 6),
        Result = row.IsNull(7)
            ? null
            : new CommandResult
            {
                At = Time(row.Int64(7)),
                Outcome = Parse(row.Text(8), ContractsJson.Default.CommandOutcome),
                Message = row.TextOrNull(9),
            },
        Log = row.TextOrNull(10),
        Seq = row.Int64(11),
    };

    private static AgentCommand ReadCommand(SqliteStatement row) => new()
    {
        Id = row.Text(0),
        Kind = Parse(row.Text(1), ContractsJson.Default.CommandKind),
        SubAgent = row.TextOrNull(2),
        Lines = row.IsNull(3) ? null : (int)row.Int64(3),
        ExpiresAt = Time(row.Int64(4)),
    };

    // Enums are stored by their wire names, which outlive a renumbering.
    private static string NameOf(CommandKind kind) =>
        JsonSerializer.Serialize(kind, ContractsJson.Default.CommandKind).Trim('"');

    private static string NameOf(CommandOutcome outcome) =>
        JsonSerializer.Serialize(outcome, ContractsJson.Default.CommandOutcome).Trim('"');

    private static T Parse<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize($"\"{name}\"", type)!;
}
