using Aops.Server.Storage;
using Aops.Server.Webhooks;

namespace Aops.Server.Alerts;

/// <summary>Reads and writes rules; each write is one transaction.</summary>
internal sealed class AlertRuleStore(Database database)
{
    /// <summary>Rules by name.</summary>
    /// <param name="after">The name that theirs come after; empty for the first ones.</param>
    public ValueTask<List<AlertRule>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => AlertRuleRows.List(connection, after, limit), cancellationToken);

    /// <summary>One rule, or null.</summary>
    public ValueTask<AlertRule?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => AlertRuleRows.Find(connection, name), cancellationToken);

    /// <summary>Writes a rule.</summary>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<AlertRuleOutcome> SaveAsync(AlertRuleChange change, bool isDry, CancellationToken cancellationToken) =>
        database.RunAsync<AlertRuleOutcome>(connection => Save(connection, change, isDry), isDry, cancellationToken);

    /// <summary>Removes a rule; receivers of an alert that fires are told that it has ended.</summary>
    /// <param name="expected">The revision that it must have; null for any.</param>
    /// <param name="sender">Name of this server, for receivers.</param>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<AlertRuleOutcome> RemoveAsync(
        string name, long? expected, string sender, DateTimeOffset now, bool isDry, CancellationToken cancellationToken)
    {
        AlertRuleOutcome Remove(StoreConnection connection)
        {
            if (AlertRuleRows.Find(connection, name) is not { } rule) return new AlertRuleOutcome.NoSuchRule();
            if (expected is not null && expected != rule.Revision)
                return new AlertRuleOutcome.OtherRevision(rule.Revision);
            if (isDry) return new AlertRuleOutcome.Removed();
            AuditRows.Append(connection, AlertAudit.Removed(rule));
            var step = AlertEvaluator.End(
                AlertStandingRows.Find(connection, name) ?? AlertStanding.None, "The rule was removed.", now);
            AlertNews.Tell(connection, rule, step, finding: null, sender, now);
            AlertRuleRows.Remove(connection, name);
            return new AlertRuleOutcome.Removed();
        }

        return database.RunAsync(Remove, isDry, cancellationToken);
    }

    private static AlertRuleOutcome Save(StoreConnection connection, AlertRuleChange change, bool isDry)
    {
        var before = AlertRuleRows.Find(connection, change.Rule.Name);
        if (change.IsNew && before is not null) return new AlertRuleOutcome.NameTaken();
        if (!change.IsNew && before is null) return new AlertRuleOutcome.NoSuchRule();
        if (change.Expected is { } expected && expected != (before?.Revision ?? 0))
            return new AlertRuleOutcome.OtherRevision(before?.Revision ?? 0);
        if (before is null && AlertRuleRows.Count(connection) >= AlertLimits.RulesMax)
            return new AlertRuleOutcome.TooMany();
        foreach (var name in change.Rule.Routes.Where(name => name != AlertRule.EveryWebhook))
        {
            if (WebhookRows.Find(connection, name) is null) return new AlertRuleOutcome.NoSuchWebhook(name);
        }
        var rule = change.Rule with { Revision = (before?.Revision ?? 0) + 1 };
        if (isDry) return new AlertRuleOutcome.Saved(rule);
        AlertRuleRows.Save(connection, rule);
        AuditRows.Append(connection, AlertAudit.Written(before, rule));
        return new AlertRuleOutcome.Saved(rule);
    }
}
