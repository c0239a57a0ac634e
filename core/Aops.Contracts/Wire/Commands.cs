using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire;

/// <summary>A one-shot command. An agent runs an id at most once, also across restarts and upgrades.</summary>
public sealed record AgentCommand
{
    /// <summary>Identity of the command.</summary>
    public required string Id { get; init; }

    /// <summary>What to do.</summary>
    public required CommandKind Kind { get; init; }

    /// <summary>The sub-agent it concerns, where it concerns one.</summary>
    public string? SubAgent { get; init; }

    /// <summary>For <see cref="CommandKind.CollectLog"/>: how many lines, from the end.</summary>
    public int? Lines { get; init; }

    /// <summary>After this moment the command is not begun any more, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Kinds of commands. There is none that runs a shell.</summary>
[JsonConverter(typeof(OpenEnumConverter<CommandKind>))]
public enum CommandKind
{
    /// <summary>Restart spm; sub-agents go on.</summary>
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
    /// <summary>Version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>How it ended.</summary>
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
    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Tried, and failed; the message says why.</summary>
    Failed,

    /// <summary>Not begun: expired, or not understood by this version.</summary>
    Refused,

    /// <summary>Begun by a process that died; whether it took effect is not known, and it is not run again.</summary>
    Interrupted,
}

/// <summary>Body of <c>POST /api/agents/commands/{id}/log</c>: one piece of a log.</summary>
public sealed record CommandLog
{
    /// <summary>Version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The text.</summary>
    public required string Text { get; init; }
}
