namespace Aops.Server.Webhooks;

/// <summary>How a write of a webhook ended.</summary>
internal abstract record WebhookOutcome
{
    /// <summary>It is written, or would be.</summary>
    public sealed record Saved(Webhook Webhook) : WebhookOutcome;

    /// <summary>It is removed, or would be.</summary>
    public sealed record Removed : WebhookOutcome;

    /// <summary>A message waits for it, or would.</summary>
    public sealed record Queued(Delivery Delivery) : WebhookOutcome;

    /// <summary>No webhook has the name.</summary>
    public sealed record NoSuchWebhook : WebhookOutcome;

    /// <summary>A webhook has the name already.</summary>
    public sealed record NameTaken : WebhookOutcome;

    /// <summary>It is switched off: nothing is sent to it.</summary>
    public sealed record SwitchedOff : WebhookOutcome;

    /// <summary>A rule names it.</summary>
    public sealed record InUse(string Rule) : WebhookOutcome;

    /// <summary>There are as many as there may be.</summary>
    public sealed record TooMany : WebhookOutcome;

    /// <summary>Another admin has written it.</summary>
    /// <param name="Revision">The revision that it has now.</param>
    public sealed record OtherRevision(long Revision) : WebhookOutcome;
}
