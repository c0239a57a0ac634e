using Aops.Server.Webhooks;

namespace Aops.Server.Alerts;

/// <summary>Looks at what rules are about, each condition by what knows of it.</summary>
internal sealed class AlertFindings(
    HostFindings hosts, ServerFindings server, CloneFindings clones, DriftFindings drifts, WebhookStore webhooks)
{
    /// <summary>When the hosts of a rule were counted last: the one that waits longest comes first.</summary>
    public DateTimeOffset CountedAt(string rule) => hosts.CountedAt(rule);

    /// <summary>Forgets rules that are not there any more.</summary>
    public void KeepOnly(IReadOnlyCollection<string> rules) => hosts.KeepOnly(rules);

    /// <summary>Looks at a rule.</summary>
    /// <param name="silences">Those in force.</param>
    public async Task<AlertFinding> FindAsync(
        AlertRule rule, IReadOnlyList<Silence> silences, CancellationToken cancellationToken)
    {
        var finding = rule.Condition == AlertCondition.Hosts
            ? await hosts.FindAsync(rule, silences, cancellationToken)
            : await FindOfServerAsync(rule, cancellationToken);
        return silences.FirstOrDefault(silence => silence.Covers(rule.Name)) is { } whole
            ? finding.Silenced(whole.Id)
            : finding;
    }

    /// <summary>What would be found of a rule that is not there yet.</summary>
    public Task<AlertFinding> PreviewAsync(AlertRule rule, CancellationToken cancellationToken) =>
        rule.Condition == AlertCondition.Hosts
            ? hosts.PreviewAsync(rule, cancellationToken)
            : FindOfServerAsync(rule, cancellationToken);

    private async Task<AlertFinding> FindOfServerAsync(AlertRule rule, CancellationToken cancellationToken) =>
        rule.Condition switch
        {
            AlertCondition.Certificate => server.FindCertificate(rule),
            AlertCondition.Metadata => await server.FindMetadataAsync(rule, cancellationToken),
            AlertCondition.Disk => server.FindDisk(rule),
            AlertCondition.Backup => server.FindBackup(rule),
            AlertCondition.Clone => await clones.FindAsync(rule, cancellationToken),
            AlertCondition.Drift => await drifts.FindAsync(rule, cancellationToken),
            _ => OfWebhooks(rule, await webhooks.ListFailingAsync(cancellationToken)),
        };

    private static AlertFinding OfWebhooks(AlertRule rule, IReadOnlyList<string> failing) => new(
        failing.Count >= rule.Threshold ? AlertFact.Held : AlertFact.Clear,
        failing.Count == 0
            ? "No webhook fails."
            : $"Webhooks that fail: {string.Join(", ", failing)}; the threshold is {rule.Threshold}.")
    {
        Value = failing.Count,
    };
}
