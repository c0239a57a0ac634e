using System.Text.Json.Serialization;
using Aops.Contracts.Wire;

namespace Aops.Spm.SubAgents;

/// <summary>
/// What spm persists of an installed sub-agent: <c>subagents/NAME/install.json</c>. It is written before
/// the change that it describes takes effect, so that the next spm completes a change that was interrupted.
/// </summary>
internal sealed record SubAgentRecord
{
    public int Schema { get; set; } = 1;

    /// <summary>The current version and how it is run.</summary>
    public required DesiredSubAgent Applied { get; init; }

    /// <summary>The previous state while the current version is on trial; null otherwise.</summary>
    public DesiredSubAgent? TrialOf { get; init; }

    /// <summary>Release number of the current version; null if unknown.</summary>
    public long? ReleaseNumber { get; init; }

    /// <summary>Release number of <see cref="TrialOf"/>; null if unknown.</summary>
    public long? TrialOfNumber { get; init; }

    /// <summary>Versions that failed here, newest last.</summary>
    public IReadOnlyList<FailedSubAgent> Failed { get; set; } = [];

    /// <summary>The newest upgrade, as reported to the server.</summary>
    public UpgradeReport? Upgrade { get; init; }

    /// <summary>
    /// Whether the version failed for this generation and must not be tried again for it. Any other
    /// generation is a new order, also a lower one.
    /// </summary>
    public bool HasFailed(DesiredSubAgent wanted) =>
        Failed.Any(f => f.Version == wanted.Version && f.Generation == wanted.Generation);
}

/// <summary>A version of a sub-agent that failed.</summary>
/// <param name="Generation">The generation of the desired version that failed.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record FailedSubAgent(
    string Version, [property: JsonPropertyName("order")] long Generation, string Reason);
