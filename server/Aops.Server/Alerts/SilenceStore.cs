using Aops.Server.Http;
using Aops.Server.Storage;

namespace Aops.Server.Alerts;

/// <summary>Reads and writes silences; each write is one transaction.</summary>
internal sealed class SilenceStore(Database database)
{
    /// <summary>Silences by their ends.</summary>
    public ValueTask<List<Silence>> ListAsync(TimeKey after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => SilenceRows.List(connection, after, limit), cancellationToken);

    /// <summary>One of them, or null.</summary>
    public ValueTask<Silence?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => SilenceRows.Find(connection, id), cancellationToken);

    /// <summary>Adds a silence.</summary>
    /// <param name="isDry">Whether only to tell whether it could be.</param>
    public Task<SilenceOutcome> AddAsync(Silence silence, bool isDry, CancellationToken cancellationToken)
    {
        SilenceOutcome Add(StoreConnection connection)
        {
            if (silence.Rule is { } name)
            {
                if (AlertRuleRows.Find(connection, name) is not { } rule) return SilenceOutcome.NoSuchRule;
                if (silence.Q is not null && rule.Condition != AlertCondition.Hosts) return SilenceOutcome.NotOfHosts;
            }
            if (SilenceRows.CountInForce(connection, silence.CreatedAt) >= AlertLimits.SilencesMax)
                return SilenceOutcome.TooMany;
            if (isDry) return SilenceOutcome.Done;
            SilenceRows.Add(connection, silence);
            AuditRows.Append(connection, AlertAudit.Created(silence));
            return SilenceOutcome.Done;
        }

        return database.RunAsync(Add, isDry, cancellationToken);
    }

    /// <summary>Ends a silence.</summary>
    /// <param name="isDry">Whether only to tell whether it could be.</param>
    public Task<SilenceOutcome> RemoveAsync(string id, bool isDry, CancellationToken cancellationToken)
    {
        SilenceOutcome Remove(StoreConnection connection)
        {
            if (SilenceRows.Find(connection, id) is not { } silence) return SilenceOutcome.NoSuchSilence;
            if (!isDry) RemoveRow(connection, silence);
            return SilenceOutcome.Done;
        }

        return database.RunAsync(Remove, isDry, cancellationToken);
    }

    /// <summary>Forgets those that ended long ago.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var ended = await database.ReadAsync(
            connection => SilenceRows.ListEnded(connection, before), cancellationToken);
        if (ended.Count == 0) return;
        await database.WriteAsync(
            connection =>
            {
                foreach (var silence in ended) RemoveRow(connection, silence);
                return ended.Count;
            },
            Durability.Disk, cancellationToken);
    }

    private static void RemoveRow(StoreConnection connection, Silence silence)
    {
        SilenceRows.Remove(connection, silence.Id);
        AuditRows.Append(connection, AlertAudit.Removed(silence));
    }
}
