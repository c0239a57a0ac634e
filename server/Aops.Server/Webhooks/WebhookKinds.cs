namespace Aops.Server.Webhooks;

/// <summary>Kinds of messages; a receiver that does not know one ignores it.</summary>
internal static class WebhookKinds
{
    /// <summary>An alert fires.</summary>
    public const string Firing = "alert.firing";

    /// <summary>An alert has ended.</summary>
    public const string Resolved = "alert.resolved";

    /// <summary>An admin tries the webhook.</summary>
    public const string Test = "webhook.test";
}
