namespace Aops.Server.Runs.Steps;

/// <summary>A host goes to another phase.</summary>
/// <param name="AgentId">The host.</param>
/// <param name="From">The phase before.</param>
/// <param name="To">The phase after.</param>
/// <param name="Reason">Why, as one sentence; null where the phase says all.</param>
/// <param name="DeadlineAt">When it is waited for no longer; null for a phase that is final.</param>
internal sealed record RunMove(
    string AgentId, string From, string To, string? Reason, DateTimeOffset? DeadlineAt = null);
