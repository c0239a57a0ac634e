using Aops.Contracts.Wire.Runs;

namespace Aops.Server.Deployments;

/// <summary>A service of the fleet that a runbook brings to hosts, starts, stops and looks at, as it is stored.</summary>
internal sealed record DeploymentRecord
{
    public required string Name { get; init; }

    /// <summary>The runbook that knows how: its kind, with the version of it.</summary>
    public required RunbookReference Runbook { get; init; }

    /// <summary>Its hosts, in the canonical form, and within what its writer could change.</summary>
    public required string Query { get; init; }

    /// <summary>Values of the runbook's parameters, but for the verb and what is secret.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>How its runs go through hosts.</summary>
    public required DeploymentPace Pace { get; init; }

    /// <summary>What operators say of it.</summary>
    public required string Note { get; init; }

    /// <summary>How often it was written; what its ETag is.</summary>
    public required long Revision { get; init; }

    /// <summary>The revision that its runbook and its parameters have been the same since.</summary>
    public required long ContentRevision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    /// <summary>How many runs it has had; those that are over are deleted after a time.</summary>
    public long Runs { get; init; }

    /// <summary>Whether hosts would have something else than of another revision.</summary>
    public bool HasContentOf(DeploymentRecord other) =>
        Runbook == other.Runbook && Parameters.Count == other.Parameters.Count
        && Parameters.All(value => other.Parameters.GetValueOrDefault(value.Key) == value.Value);
}
