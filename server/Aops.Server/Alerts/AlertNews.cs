using System.Text.Json;
using Aops.Server.Events;
using Aops.Server.Storage;
using Aops.Server.Webhooks;

namespace Aops.Server.Alerts;

/// <summary>
/// Tells of an alert that fires or has ended: an event, and a delivery for each webhook of its rule, in one transaction.
/// </summary>
internal static class AlertNews
{
    /// <summary>Tells it; of a step without a notice nothing.</summary>
    /// <param name="finding">What was found; null where the rule itself ends.</param>
    /// <param name="sender">Name of this server, for receivers.</param>
    public static void Tell(
        StoreConnection connection, AlertRule rule, AlertStep step, AlertFinding? finding, string sender,
        DateTimeOffset now)
    {
        if (step.Notice == AlertNotice.None) return;
        var word = step.Notice == AlertNotice.Firing ? "fires" : "has ended";
        EventRow.Add(connection, new EventRecord
        {
            At = now,
            Kind = EventKinds.Alert,
            Class = EventKinds.ClassOf(EventKinds.Alert),
            Message = $"The alert {rule.Name} ({AlertWords.Of(rule.Severity)}) {word}: {step.Standing.Why}",
        });
        foreach (var webhook in WebhookRows.List(connection))
        {
            if (!webhook.IsEnabled || !IsRouted(rule, webhook.Name)) continue;
            var id = DeliveryRows.NewId();
            DeliveryRows.Add(connection, Make(id, webhook.Name, rule, step, finding, sender, now));
        }
    }

    private static bool IsRouted(AlertRule rule, string webhook) =>
        rule.Routes.Contains(AlertRule.EveryWebhook) || rule.Routes.Contains(webhook);

    private static Delivery Make(
        string id, string webhook, AlertRule rule, AlertStep step, AlertFinding? finding, string sender,
        DateTimeOffset now)
    {
        var kind = step.Notice == AlertNotice.Firing ? WebhookKinds.Firing : WebhookKinds.Resolved;
        var message = new AlertMessage
        {
            Id = id,
            Kind = kind,
            At = now,
            Server = sender,
            Alert = new ToldAlert
            {
                Name = rule.Name,
                Severity = rule.Severity,
                State = step.Standing.State,
                Note = rule.Note,
                Why = step.Standing.Why,
                Since = step.Standing.HeldSince ?? step.Standing.Since,
                FiredAt = step.Standing.FiredAt,
                Condition = rule.Condition,
                Threshold = rule.Threshold,
                Value = finding?.Value,
                Hosts = HostsOf(finding),
            },
        };
        return Delivery.New(
            id, webhook, kind, rule.Name,
            JsonSerializer.SerializeToUtf8Bytes(message, AlertJson.Default.AlertMessage), now);
    }

    /// <summary>The hosts that a finding is about; null for none.</summary>
    public static AlertHosts? HostsOf(AlertFinding? finding) => finding?.Q is { } q
        ? new AlertHosts { Q = q, Count = finding.Hosts, Path = $"/api/v1/hosts?q={Uri.EscapeDataString(q)}" }
        : null;
}
