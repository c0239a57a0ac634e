using Aops.Server.Audit;

namespace Aops.Server.Webhooks;

/// <summary>A receiver of messages.</summary>
internal sealed record Webhook
{
    public required string Name { get; init; }

    /// <summary>Its address. Path and query may be secrets of the receiver: only <see cref="Origin"/> is ever told.</summary>
    public required SecretText Url { get; init; }

    /// <summary>What messages are signed by.</summary>
    public required WebhookSecret Secret { get; init; }

    public required string Note { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>How often it was written; what its ETag is.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    /// <summary>When it took a message last; null for never.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Since when it takes none; null where the newest try was taken.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why the newest try failed; null where it was taken.</summary>
    public string? Fault { get; init; }

    /// <summary>Scheme, host and port of its address.</summary>
    public string Origin => new Uri(Url.Value).GetLeftPart(UriPartial.Authority);
}
