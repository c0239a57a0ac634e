using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Storage;

namespace Aops.Server.Commands;

/// <summary>
/// Maps commands to their table. Kinds and outcomes are stored by their names on the wire, which are stable
/// when enums are renumbered.
/// </summary>
internal static class CommandRows
{
    /// <summary>Columns for <see cref="ReadCommand"/>.</summary>
    public const string CommandColumns = "id, kind, sub_agent, lines, expires_at";

    /// <summary>Columns for <see cref="ReadRecord"/>.</summary>
    public const string RecordColumns =
        $"{CommandColumns}, created_at, delivered_at, ended_at, outcome, message, log, seq";

    public static AgentCommand ReadCommand(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Kind = Parse(row.GetString(1), ContractsJson.Default.CommandKind),
        SubAgent = row.TextOrNull(2),
        Lines = row.Int32OrNull(3),
        ExpiresAt = row.Time(4),
    };

    public static CommandRecord ReadRecord(DbDataReader row) => new()
    {
        Command = ReadCommand(row),
        CreatedAt = row.Time(5),
        DeliveredAt = row.TimeOrNull(6),
        Result = row.TimeOrNull(7) is { } ended
            ? new CommandResult
            {
                At = ended,
                Outcome = Parse(row.GetString(8), ContractsJson.Default.CommandOutcome),
                Message = row.TextOrNull(9),
            }
            : null,
        Log = row.TextOrNull(10),
        Seq = row.GetInt64(11),
    };

    private static T Parse<T>(string name, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize($"\"{name}\"", type)!;
}
