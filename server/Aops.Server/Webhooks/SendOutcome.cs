namespace Aops.Server.Webhooks;

/// <summary>How a try to send a message ended.</summary>
/// <param name="Status">Status of the answer; null for none.</param>
/// <param name="Fault">Why it failed; null where the receiver has taken it.</param>
internal readonly record struct SendOutcome(int? Status, string? Fault);
