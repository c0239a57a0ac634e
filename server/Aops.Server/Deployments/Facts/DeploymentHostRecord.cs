namespace Aops.Server.Deployments.Facts;

/// <summary>A host of a deployment, with what the host told of the verb that ended on it last.</summary>
internal sealed record DeploymentHostRecord
{
    public required string AgentId { get; init; }

    public required string Hostname { get; init; }

    public required DeploymentHostState State { get; init; }

    /// <summary>Whether the query of the deployment has it now.</summary>
    public required bool IsMember { get; init; }

    /// <summary>The verb that ended on it last; null for none.</summary>
    public string? Verb { get; init; }

    /// <summary>How that ended.</summary>
    public string? Phase { get; init; }

    /// <summary>Why; null where the phase says all.</summary>
    public string? Reason { get; init; }

    /// <summary>The run that did it.</summary>
    public string? RunId { get; init; }

    /// <summary>When that ended, by the clock of this server.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The revision that was deployed last, with success; null while it is not there.</summary>
    public long? DeployedRevision { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? DeployedAt { get; init; }
}
