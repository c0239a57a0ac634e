namespace Aops.Server.Webhooks;

/// <summary>A message to a webhook: it waits, or was sent, or was given up.</summary>
internal sealed record Delivery
{
    /// <summary>Its number: a webhook gets its messages in this order. 0 until it is stored.</summary>
    public long Number { get; init; }

    /// <summary>Its id for the receiver, which may get it twice.</summary>
    public required string Id { get; init; }

    public required string Webhook { get; init; }

    /// <summary>One of <see cref="WebhookKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The rule of the alert that it tells of; null for none.</summary>
    public string? Alert { get; init; }

    /// <summary>The JSON that is sent.</summary>
    public required byte[] Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>Tries that have ended.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next, once it is the first; null where it has ended.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When it was taken or given up.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Status of the newest answer; null for none.</summary>
    public int? Status { get; init; }

    /// <summary>Why the newest try failed; null where it was taken, or was not tried yet.</summary>
    public string? Fault { get; init; }

    /// <summary>One that is to be sent at once.</summary>
    public static Delivery New(
        string id, string webhook, string kind, string? alert, byte[] body, DateTimeOffset now) => new()
        {
            Id = id, Webhook = webhook, Kind = kind, Alert = alert, Body = body, CreatedAt = now,
            State = DeliveryState.Waiting, NextAt = now,
        };
}
