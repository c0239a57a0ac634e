using Aops.Server.Storage;
using Aops.Server.Webhooks;

namespace Aops.Server.Metrics;

/// <summary>Alerts and deliveries for Prometheus: a row a rule, and one count.</summary>
internal static class AlertMetrics
{
    private const string Firing =
        "SELECT r.name, r.severity, CAST(CASE WHEN s.state = 'firing' THEN 1 ELSE 0 END AS BIGINT) " +
        "FROM alert_rule r LEFT JOIN alert_state s ON s.rule = r.name WHERE r.enabled = 1 ORDER BY r.name";

    /// <summary>Writes them; nothing while the database does not answer.</summary>
    public static async Task WriteAsync(MetricText text, Database database, CancellationToken cancellationToken)
    {
        try
        {
            var (alerts, waiting) = await database.ReadAsync(
                connection => (
                    connection.Prepare(Firing).Read(
                        row => (Name: row.GetString(0), Severity: row.GetString(1), Firing: row.GetInt64(2))),
                    DeliveryRows.CountWaiting(connection)),
                cancellationToken);
            text.ByLabels("aops_alert_firing", "gauge", "Whether the alert of a rule fires.", alerts.Select(alert => (
                (IReadOnlyList<(string, string)>)[("alert", alert.Name), ("severity", alert.Severity)],
                (double)alert.Firing)));
            text.Gauge("aops_webhook_deliveries_waiting", "Messages that wait for webhooks.", waiting);
        }
        catch (StoreException)
        {
            // aops_server_database_up tells of it.
        }
    }
}
