using Aops.Query;
using Aops.Server.Drifts;
using Aops.Server.Storage;

namespace Aops.Server.Alerts;

/// <summary>Hosts on which a playbook would change something, as its last check has found.</summary>
internal sealed class DriftFindings(Database database)
{
    /// <summary>Looks at a rule.</summary>
    public async Task<AlertFinding> FindAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var (count, hosts, playbooks) = await database.ReadAsync(
            connection => DriftRows.CountDrifted(connection, AlertLimits.SuspectsToldMax + 1), cancellationToken);
        var isWhole = count <= AlertLimits.SuspectsToldMax;
        return new(
            count >= rule.Threshold ? AlertFact.Held : AlertFact.Clear,
            count == 0
                ? "No host has drifted from a playbook."
                : $"{count} {(count == 1 ? "host has" : "hosts have")} drifted from {string.Join(", ", playbooks)}; " +
                    $"the threshold is {rule.Threshold}.")
        {
            Value = count,
            Hosts = count,
            Q = count > 0 && isWhole ? QueryText.Of(Hosts.HostIds.Query(hosts)) : null,
        };
    }
}
