using Aops.Contracts.Wire;

namespace Aops.Server.Explain;

/// <summary>How a sub-agent is not what it should be.</summary>
/// <param name="Sentence">A sentence, without its article and its end.</param>
/// <param name="Found">What the host told of it; null where it told nothing.</param>
/// <param name="Version">The version that it should have; null where it should be gone, or stopped.</param>
internal sealed record SubAgentDifference(string Sentence, SubAgentStatus? Found, string? Version)
{
    /// <summary>Since when, UTC; null where the host does not tell.</summary>
    public DateTimeOffset? Since => Found?.Since;

    /// <summary>Why: the sentence, with the reason that the host gives where it gave the version up.</summary>
    public string Why => GivenUp?.Reason is { Length: > 0 } reason ? $"The {Sentence}: {Ended(reason)}" : $"The {Sentence}.";

    /// <summary>What happens next, as one sentence.</summary>
    public string Next => this switch
    {
        { GivenUp: { } upgrade } => $"Nothing happens by itself: {upgrade.To} is not tried again. Order another version of " +
            $"{Found!.Name}, or {upgrade.To} once more: either is a write of the layer that says it ('aops desired apply').",
        { Version: not null, Found: { State: ProcessState.Failed } failed } =>
            $"Nothing happens by itself: {failed.Fault ?? "it was given up"}. Once that is repaired, order {failed.Name} once more by " +
            "a write of the layer that says it ('aops desired apply').",
        _ => "The host brings it there by itself; its heartbeats tell of what hinders it.",
    };

    // The version that should be there, where its trial has failed: the host tries it under a new order alone.
    private UpgradeReport? GivenUp =>
        Version is not null && Found?.Upgrade is { Phase: UpgradePhase.RolledBack } upgrade && upgrade.To == Version
            ? upgrade
            : null;

    private static string Ended(string sentence) => sentence.EndsWith('.') ? sentence : $"{sentence}.";
}
