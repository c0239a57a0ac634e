using Aops.Contracts.Wire.Runs;

namespace Aops.Server.Drifts;

/// <summary>What was found last of a playbook on a host.</summary>
internal sealed record DriftRecord
{
    /// <summary>Name of the playbook, whatever version of it was checked or applied.</summary>
    public required string Playbook { get; init; }

    public required string AgentId { get; init; }

    public required string Hostname { get; init; }

    /// <summary>The version that was checked or applied last.</summary>
    public required string Version { get; init; }

    /// <summary>The run that did.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was applied last, with success; null for never.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>When it was checked last, with success; null for never.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>How many tasks would change something.</summary>
    public required long Drifted { get; init; }

    /// <summary>Those tasks, as many as the host named.</summary>
    public required IReadOnlyList<PlaybookTask> Tasks { get; init; }
}
