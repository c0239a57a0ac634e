using Aops.Contracts.Wire;

namespace Aops.Server.Explain;

/// <summary>How a sub-agent is not what it should be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sentence">A sentence, without its article and its end.</param>
/// <param name="Found">What the host told of it; null where it told nothing.</param>
/// <param name="Version">The version that it should have; null where it should be gone, or stopped.</param>
internal sealed record SubAgentDifference(string Name, string Sentence, SubAgentStatus? Found, string? Version)
{
    /// <summary>What hinders the host, in its words; null where it tells nothing.</summary>
    public string? Hindrance { get; init; }

    /// <summary>Since when, UTC; null where the host does not tell.</summary>
    public DateTimeOffset? Since => Found?.Since;

    /// <summary>Why: the sentence, with the reason that the host gives.</summary>
    public string Why =>
        (GivenUp?.Reason ?? Hindrance) is { Length: > 0 } reason ? $"The {Sentence}: {Ended(reason)}" : $"The {Sentence}.";

    /// <summary>What happens next, as one sentence.</summary>
    public string Next => this switch
    {
        { GivenUp: { } upgrade } => $"Nothing happens by itself: {upgrade.To} is not tried again. Order another version of " +
            $"{Name}, or {upgrade.To} once more: either is a write of the layer that says it ('aops desired apply').",
        { Version: not null, Found: { State: ProcessState.Failed } failed } =>
            $"Nothing happens by itself: {failed.Fault ?? "it was given up"}. Once that is repaired, order {failed.Name} once more by " +
            "a write of the layer that says it ('aops desired apply').",
        { Version: not null, Found.State: ProcessState.Backoff } =>
            $"The host starts it again by itself; 'aops-agent-service logs {Name}' on the host shows why it ended.",
        { Hindrance: { } fault } when SubAgentFaults.IsGivenUp(fault) =>
            "Nothing happens by itself: order another version of it, or this one once more, by a write of the layer that says it " +
            "('aops desired apply').",
        { Hindrance: { } fault } => FaultNext.OfHindrance(fault),
        { Version: not null, Found.Upgrade: { Phase: UpgradePhase.Trial } trial } when trial.To != Version =>
            $"The host judges {Name} {trial.To} in its trial first, and goes on by itself once that has ended.",
        _ => "The host brings it there by itself; its heartbeats tell of what hinders it.",
    };

    // The version that should be there, where its trial has failed: the host tries it under a new order alone.
    private UpgradeReport? GivenUp =>
        Version is not null && Found?.Upgrade is { Phase: UpgradePhase.RolledBack } upgrade && upgrade.To == Version
            ? upgrade
            : null;

    private static string Ended(string sentence) => sentence.EndsWith('.') ? sentence : $"{sentence}.";
}
