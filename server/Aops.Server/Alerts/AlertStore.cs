using Aops.Server.Storage;

namespace Aops.Server.Alerts;

/// <summary>Where alerts stand, in the database.</summary>
internal sealed class AlertStore(Database database)
{
    /// <summary>Every alert, by the name of its rule.</summary>
    public ValueTask<List<(AlertRule Rule, AlertStanding Standing)>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection =>
            {
                var standings = AlertStandingRows.List(connection);
                return AlertRuleRows.List(connection)
                    .ConvertAll(rule => (rule, standings.GetValueOrDefault(rule.Name, AlertStanding.None)));
            },
            cancellationToken);

    /// <summary>One alert, or null.</summary>
    public ValueTask<(AlertRule Rule, AlertStanding Standing)?> FindAsync(
        string name, CancellationToken cancellationToken) =>
        database.ReadAsync<(AlertRule, AlertStanding)?>(
            connection => AlertRuleRows.Find(connection, name) is { } rule
                ? (rule, AlertStandingRows.Find(connection, name) ?? AlertStanding.None)
                : null,
            cancellationToken);

    /// <summary>The silences in force.</summary>
    public ValueTask<List<Silence>> ListSilencesAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => SilenceRows.ListInForce(connection, now), cancellationToken);

    /// <summary>
    /// Stores steps and tells of them, in one transaction. A step of a rule that was written or evaluated meanwhile is left
    /// out: the next evaluation decides it.
    /// </summary>
    /// <param name="changes">The steps.</param>
    /// <param name="sender">Name of this server, for receivers.</param>
    /// <returns>Whether receivers were told something.</returns>
    public Task<bool> ApplyAsync(
        IReadOnlyList<AlertChange> changes, string sender, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                var isNews = false;
                foreach (var change in changes)
                {
                    var name = change.Rule.Name;
                    if (AlertRuleRows.Find(connection, name)?.Revision != change.Rule.Revision) continue;
                    if ((AlertStandingRows.Find(connection, name) ?? AlertStanding.None) != change.Before) continue;
                    AlertStandingRows.Save(connection, name, change.Step.Standing);
                    AlertNews.Tell(connection, change.Rule, change.Step, change.Finding, sender, now);
                    isNews |= change.Step.Notice != AlertNotice.None;
                }
                return isNews;
            },
            Durability.Disk, cancellationToken);
}
