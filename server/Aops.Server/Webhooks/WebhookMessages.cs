using System.Text.Json.Serialization;

namespace Aops.Server.Webhooks;

/// <summary>Body of <c>POST /api/v1/webhooks</c> and of <c>PUT /api/v1/webhooks/{name}</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WebhookRequest
{
    /// <summary>Its name; in a PUT the path has it, and this may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>Where messages are posted, by http or https; in a PUT it may be absent, and stays. It is never shown again.</summary>
    public string? Url { get; init; }

    /// <summary>What it is for.</summary>
    public string? Note { get; init; }

    /// <summary>Whether messages are sent; what waits stays until it is, for a day.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>A webhook as it is shown.</summary>
internal sealed record WebhookView
{
    public required string Name { get; init; }

    /// <summary>Scheme, host and port of its address; path and query may be a secret of the receiver, and are not shown.</summary>
    public required string Origin { get; init; }

    public required string Note { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Also sent as ETag.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    /// <summary>When it took a message last; absent for never.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Since when it takes none; absent where the newest try was taken.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why the newest try failed; absent where it was taken.</summary>
    public string? Fault { get; init; }

    public static WebhookView Of(Webhook webhook) => new()
    {
        Name = webhook.Name,
        Origin = webhook.Origin,
        Note = webhook.Note,
        Enabled = webhook.IsEnabled,
        Revision = webhook.Revision,
        ChangedAt = webhook.ChangedAt,
        ChangedBy = webhook.ChangedBy,
        DeliveredAt = webhook.DeliveredAt,
        FailingSince = webhook.FailingSince,
        Fault = webhook.Fault,
    };
}

/// <summary>Answer of <c>GET /api/v1/webhooks</c>.</summary>
internal sealed record WebhookList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<WebhookView> Webhooks { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer to a write of a webhook.</summary>
internal sealed record WebhookReply
{
    /// <summary>The webhook as it is after the write, or would be.</summary>
    public required WebhookView Webhook { get; init; }

    /// <summary>
    /// What its messages are signed by: shown once, where it was made. Absent in the answer to a request that is repeated under
    /// its key, and of a dry run.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public required bool DryRun { get; init; }
}

/// <summary>A message to a webhook, as it is listed.</summary>
internal sealed record DeliveryView
{
    /// <summary>Its number; a webhook gets its messages in this order.</summary>
    public required long Number { get; init; }

    /// <summary>Its id for the receiver.</summary>
    public required string Id { get; init; }

    /// <summary><c>alert.firing</c>, <c>alert.resolved</c> or <c>webhook.test</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The rule of the alert that it tells of; absent for none.</summary>
    public string? Alert { get; init; }

    public required DeliveryState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Tries that have ended.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is tried next, once it is the first; absent where it has ended.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When it was taken or given up.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Status of the newest answer; absent for none.</summary>
    public int? Status { get; init; }

    /// <summary>Why the newest try failed.</summary>
    public string? Fault { get; init; }

    public static DeliveryView Of(Delivery delivery) => new()
    {
        Number = delivery.Number,
        Id = delivery.Id,
        Kind = delivery.Kind,
        Alert = delivery.Alert,
        State = delivery.State,
        CreatedAt = delivery.CreatedAt,
        Attempts = delivery.Attempts,
        NextAt = delivery.NextAt,
        EndedAt = delivery.EndedAt,
        Status = delivery.Status,
        Fault = delivery.Fault,
    };
}

/// <summary>Answer of <c>GET /api/v1/webhooks/{name}/deliveries</c>.</summary>
internal sealed record DeliveryList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<DeliveryView> Deliveries { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer of <c>POST /api/v1/webhooks/{name}/test</c>.</summary>
internal sealed record TestReply
{
    /// <summary>The message, as it waits; absent in a dry run.</summary>
    public DeliveryView? Delivery { get; init; }

    /// <summary>Whether nothing is sent.</summary>
    public required bool DryRun { get; init; }
}

/// <summary>Body of a message that tries a webhook.</summary>
internal sealed record TestMessage
{
    /// <summary>Its id, also the header <c>webhook-id</c>.</summary>
    public required string Id { get; init; }

    /// <summary><see cref="WebhookKinds.Test"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The server: its public address, or the name of its machine.</summary>
    public required string Server { get; init; }
}
