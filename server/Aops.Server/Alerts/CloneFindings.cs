using Aops.Query;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Storage;

namespace Aops.Server.Alerts;

/// <summary>Suspected clones: identities that two hosts use, and clones that wait for consent.</summary>
internal sealed class CloneFindings(Database database, InstanceWatch instances)
{
    /// <summary>Looks at a rule.</summary>
    public async Task<AlertFinding> FindAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var (waiting, parents) = await database.ReadAsync(
            connection => (
                connection.Prepare("SELECT count(*) FROM clone_request WHERE state = 'Waiting'").ReadNumber(),
                connection.Prepare("SELECT DISTINCT parent_id FROM clone_request WHERE state = 'Waiting' LIMIT @limit")
                    .Set("@limit", AlertLimits.SuspectsToldMax + 1).Read(row => row.GetString(0))),
            cancellationToken);
        var twice = instances.ListSuspects();
        var hosts = twice.Concat(parents).Distinct().ToList();
        var count = twice.Count + waiting;
        return new(
            count >= rule.Threshold ? AlertFact.Held : AlertFact.Clear,
            $"{twice.Count} identities are used by two hosts, and {waiting} clones wait for consent; " +
            $"the threshold is {rule.Threshold}.")
        {
            Value = count,
            Hosts = hosts.Count <= AlertLimits.SuspectsToldMax ? hosts.Count : null,
            Q = hosts.Count is > 0 and <= AlertLimits.SuspectsToldMax ? QueryText.Of(Hosts.HostIds.Query(hosts)) : null,
        };
    }
}
