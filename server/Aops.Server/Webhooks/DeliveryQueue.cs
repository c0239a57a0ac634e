using Aops.Server.Events;
using Aops.Server.Storage;

namespace Aops.Server.Webhooks;

/// <summary>What waits for webhooks, in the database: it survives a restart of the server.</summary>
internal sealed class DeliveryQueue(Database database)
{
    /// <summary>The first that waits for each webhook that is in use, with when it is tried.</summary>
    public ValueTask<List<(string Webhook, DateTimeOffset NextAt)>> ListFirstAsync(
        CancellationToken cancellationToken) => database.ReadAsync(DeliveryRows.ListFirst, cancellationToken);

    /// <summary>A webhook that is in use, with the first that waits for it; null for none.</summary>
    public ValueTask<(Webhook Webhook, Delivery Delivery)?> FindFirstAsync(
        string name, CancellationToken cancellationToken) =>
        database.ReadAsync<(Webhook, Delivery)?>(
            connection => WebhookRows.Find(connection, name) is { IsEnabled: true } webhook
                && DeliveryRows.FindFirst(connection, name) is { } delivery ? (webhook, delivery) : null,
            cancellationToken);

    /// <summary>Stores how a try ended; a delivery that is given up is told by an event.</summary>
    /// <param name="before">The delivery before the try.</param>
    /// <returns>The delivery after it.</returns>
    public async Task<Delivery> NoteAsync(Delivery before, SendOutcome outcome, DateTimeOffset now)
    {
        var after = Next(before, outcome, now);
        await database.WriteAsync(
            connection =>
            {
                DeliveryRows.Note(connection, after);
                if (outcome.Fault is null) WebhookRows.NoteDelivered(connection, after.Webhook, now);
                else WebhookRows.NoteFault(connection, after.Webhook, outcome.Fault, now);
                if (after.State == DeliveryState.Abandoned) EventRow.Add(connection, TellAbandoned(after, now));
                return true;
            },
            Durability.Process, CancellationToken.None);
        return after;
    }

    /// <summary>A delivery after a try.</summary>
    public static Delivery Next(Delivery before, SendOutcome outcome, DateTimeOffset now)
    {
        var tried = before with { Attempts = before.Attempts + 1, Status = outcome.Status, Fault = outcome.Fault };
        if (outcome.Fault is null) return tried with { State = DeliveryState.Delivered, NextAt = null, EndedAt = now };
        if (now - before.CreatedAt >= WebhookLimits.TriedFor)
            return tried with { State = DeliveryState.Abandoned, NextAt = null, EndedAt = now };
        return tried with { NextAt = now + PauseAfter(tried.Attempts) };
    }

    /// <summary>The pause after a number of tries.</summary>
    public static TimeSpan PauseAfter(int attempts)
    {
        var factor = 1L << Math.Min(attempts - 1, 20);
        return TimeSpan.FromTicks(Math.Min(WebhookLimits.PauseFirst.Ticks * factor, WebhookLimits.PauseMax.Ticks));
    }

    private static EventRecord TellAbandoned(Delivery delivery, DateTimeOffset now) => new()
    {
        At = now,
        Kind = EventKinds.Alert,
        Class = EventKinds.ClassOf(EventKinds.Alert),
        Message = $"The webhook {delivery.Webhook} has not taken the message {delivery.Id} ({delivery.Kind}" +
            (delivery.Alert is null ? "" : $" of {delivery.Alert}") +
            $") for a day, and it is given up: {delivery.Fault}.",
    };
}
