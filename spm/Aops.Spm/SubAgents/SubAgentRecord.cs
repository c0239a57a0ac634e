using System.Text.Json.Serialization;
using Aops.Contracts.Wire;

namespace Aops.Spm.SubAgents;

/// <summary>
/// What spm remembers of an installed sub-agent: <c>subagents/NAME/install.json</c>. It is written before the change
/// that it describes takes effect, so that a spm that dies in the middle is finished by the next one.
/// </summary>
internal sealed record SubAgentRecord
{
    /// <summary>Version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>What holds: the version that is current, and how it is run.</summary>
    public required DesiredSubAgent Applied { get; init; }

    /// <summary>What held before, while the current version has not yet proved ready; null otherwise.</summary>
    public DesiredSubAgent? TrialOf { get; init; }

    /// <summary>Release number of the version that is current; null where it is not known.</summary>
    public long? ReleaseNumber { get; init; }

    /// <summary>That of <see cref="TrialOf"/>'s version.</summary>
    public long? TrialOfNumber { get; init; }

    /// <summary>Versions that failed here, newest last.</summary>
    public IReadOnlyList<FailedSubAgent> Failed { get; set; } = [];

    /// <summary>The newest upgrade, as the server is told.</summary>
    public UpgradeReport? Upgrade { get; init; }

    /// <summary>
    /// Whether a version failed under this order, and is not to be tried again under it. Any other order is a new one, also
    /// one with a lower number.
    /// </summary>
    public bool HasFailed(DesiredSubAgent wanted) =>
        Failed.Any(f => f.Version == wanted.Version && f.Generation == wanted.Generation);
}

/// <summary>A version of a sub-agent that failed.</summary>
/// <param name="Version">The version.</param>
/// <param name="Generation">The generation of the desired version that failed.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record FailedSubAgent(
    string Version, [property: JsonPropertyName("order")] long Generation, string Reason);
