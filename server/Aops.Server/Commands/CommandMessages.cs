using System.Text.Json.Serialization;
using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.Server.Commands;

/// <summary>Body of <c>POST /api/v1/hosts/{id}/commands</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CommandRequest
{
    /// <summary>What to do.</summary>
    public required CommandKind Kind { get; init; }

    /// <summary>The sub-agent; required for <c>restart-sub-agent</c>, optional for <c>collect-log</c>.</summary>
    public string? SubAgent { get; init; }

    /// <summary>Number of last lines, for <c>collect-log</c>.</summary>
    public int? Lines { get; init; }

    /// <summary>Latest start of the command, in seconds from now.</summary>
    public int TtlSeconds { get; set; } = ServerLimits.CommandLifetimeSecondsDefault;
}

/// <summary>State of a command.</summary>
[JsonConverter(typeof(KebabEnumConverter<CommandState>))]
internal enum CommandState
{
    /// <summary>Not sent yet.</summary>
    Waiting,

    /// <summary>Sent; no result yet.</summary>
    Sent,

    /// <summary>No result came before it expired.</summary>
    Expired,

    /// <summary>There is a result.</summary>
    Ended,
}

/// <summary>A command as the operator sees it.</summary>
internal sealed record CommandView
{
    public required string Id { get; init; }

    public required CommandKind Kind { get; init; }

    public string? SubAgent { get; init; }

    public int? Lines { get; init; }

    public required CommandState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public CommandResult? Result { get; init; }

    /// <summary>What the agent collected; null if nothing.</summary>
    public string? Log { get; init; }

    public static CommandView Of(CommandRecord record, DateTimeOffset now) => new()
    {
        Id = record.Command.Id,
        Kind = record.Command.Kind,
        SubAgent = record.Command.SubAgent,
        Lines = record.Command.Lines,
        State = record switch
        {
            { Result: not null } => CommandState.Ended,
            _ when record.Command.ExpiresAt <= now => CommandState.Expired,
            { DeliveredAt: not null } => CommandState.Sent,
            _ => CommandState.Waiting,
        },
        CreatedAt = record.CreatedAt,
        ExpiresAt = record.Command.ExpiresAt,
        SentAt = record.DeliveredAt,
        Result = record.Result,
        Log = record.Log,
    };
}

/// <summary>Answer of <c>GET /api/v1/hosts/{id}/commands</c>.</summary>
internal sealed record CommandList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<CommandView> Commands { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
