using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Alerts;

/// <summary>Rules in the database, within a transaction or a read.</summary>
internal static class AlertRuleRows
{
    private const string Select =
        "SELECT name, note, severity, condition, query, of_query, threshold, is_share, rise_seconds, for_seconds, " +
        "enabled, routes, revision, changed_at, changed_by FROM alert_rule ";

    /// <summary>Rules by name.</summary>
    /// <param name="after">The name that theirs come after; empty for the first ones.</param>
    public static List<AlertRule> List(
        StoreConnection connection, string after = "", int limit = AlertLimits.RulesMax) =>
        connection.Prepare(Select + "WHERE name > @after ORDER BY name LIMIT @limit")
            .Set("@after", after).Set("@limit", limit).Read(Read);

    /// <summary>One rule, or null.</summary>
    public static AlertRule? Find(StoreConnection connection, string name) =>
        connection.Prepare(Select + "WHERE name = @name").Set("@name", name).ReadFirst(Read);

    /// <summary>The name of a rule that routes to a webhook by its name, or null.</summary>
    public static string? FindByRoute(StoreConnection connection, string webhook) =>
        List(connection).Find(rule => rule.Routes.Contains(webhook))?.Name;

    /// <summary>How many rules there are.</summary>
    public static long Count(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM alert_rule").ReadNumber();

    /// <summary>Writes a rule, whether or not it is there.</summary>
    public static void Save(StoreConnection connection, AlertRule rule) => connection.Prepare(
        "INSERT INTO alert_rule (name, note, severity, condition, query, of_query, threshold, is_share, " +
        "rise_seconds, for_seconds, enabled, routes, revision, changed_at, changed_by) " +
        "VALUES (@name, @note, @severity, @condition, @query, @of, @threshold, @share, @rise, @for, @enabled, " +
        "@routes, @revision, @at, @by) ON CONFLICT(name) DO UPDATE SET note = excluded.note, " +
        "severity = excluded.severity, condition = excluded.condition, query = excluded.query, " +
        "of_query = excluded.of_query, threshold = excluded.threshold, is_share = excluded.is_share, " +
        "rise_seconds = excluded.rise_seconds, " +
        "for_seconds = excluded.for_seconds, enabled = excluded.enabled, routes = excluded.routes, " +
        "revision = excluded.revision, changed_at = excluded.changed_at, changed_by = excluded.changed_by")
        .Set("@name", rule.Name).Set("@note", rule.Note).Set("@severity", AlertWords.Of(rule.Severity))
        .Set("@condition", AlertWords.Of(rule.Condition)).Set("@query", rule.Q).Set("@of", rule.Of)
        .Set("@threshold", rule.Threshold).Set("@share", rule.IsShare ? 1 : 0)
        .Set("@rise", (long)rule.Rise.TotalSeconds).Set("@for", (long)rule.For.TotalSeconds)
        .Set("@enabled", rule.IsEnabled ? 1 : 0).Set("@routes", string.Join(' ', rule.Routes))
        .Set("@revision", rule.Revision).Set("@at", rule.ChangedAt).Set("@by", rule.ChangedBy).Run();

    /// <summary>Removes a rule, and where its alert stands.</summary>
    public static void Remove(StoreConnection connection, string name) =>
        connection.Prepare("DELETE FROM alert_rule WHERE name = @name").Set("@name", name).Run();

    private static AlertRule Read(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Note = row.GetString(1),
        Severity = AlertWords.Read<AlertSeverity>(row.GetString(2)),
        Condition = AlertWords.Read<AlertCondition>(row.GetString(3)),
        Q = row.GetString(4),
        Of = row.GetString(5),
        Threshold = row.GetInt64(6),
        IsShare = row.GetInt64(7) != 0,
        Rise = TimeSpan.FromSeconds(row.GetInt64(8)),
        For = TimeSpan.FromSeconds(row.GetInt64(9)),
        IsEnabled = row.GetInt64(10) != 0,
        Routes = row.GetString(11).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Revision = row.GetInt64(12),
        ChangedAt = row.Time(13),
        ChangedBy = row.GetString(14),
    };
}
