using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire;

/// <summary>A one-shot command. An agent runs each id at most once, even across restarts and upgrades.</summary>
public sealed record AgentCommand
{
    /// <summary>Unique id of the command.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of command.</summary>
    public required CommandKind Kind { get; init; }

    /// <summary>The sub-agent that it applies to; null for a command on the suite.</summary>
    public string? SubAgent { get; init; }

    /// <summary>For <see cref="CommandKind.CollectLog"/>: how many of the last lines.</summary>
    public int? Lines { get; init; }

    /// <summary>The command is not started after this time, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Kinds of commands. None runs a shell.</summary>
[JsonConverter(typeof(OpenEnumConverter<CommandKind>))]
public enum CommandKind
{
    /// <summary>Restart spm; sub-agents keep running.</summary>
    RestartAgent,

    /// <summary>Stop and start one sub-agent.</summary>
    RestartSubAgent,

    /// <summary>Send the last lines of a log to <c>/api/agents/commands/{id}/log</c>.</summary>
    CollectLog,

    /// <summary>Return to the previous version of the suite.</summary>
    Rollback,
}

/// <summary>Body of <c>POST /api/agents/commands/{id}/result</c>.</summary>
public sealed record CommandResult
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The outcome.</summary>
    public required CommandOutcome Outcome { get; init; }

    /// <summary>A sentence for the operator.</summary>
    public string? Message { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>How a command ended.</summary>
[JsonConverter(typeof(OpenEnumConverter<CommandOutcome>))]
public enum CommandOutcome
{
    /// <summary>Completed.</summary>
    Succeeded,

    /// <summary>Started, and failed; the message says why.</summary>
    Failed,

    /// <summary>Not started: expired, or unknown to this version.</summary>
    Refused,

    /// <summary>
    /// The process that ran it exited; whether it took effect is unknown, and it is not run again.
    /// </summary>
    Interrupted,
}

/// <summary>Body of <c>POST /api/agents/commands/{id}/log</c>: one piece of a log.</summary>
public sealed record CommandLog
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Lines of the log.</summary>
    public required string Text { get; init; }
}
