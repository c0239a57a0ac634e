using System.Globalization;

namespace Aops.Server.Audit.Trail;

/// <summary>
/// Looks at every row of the audit. A row that was altered has another hash; one that was removed or put elsewhere breaks
/// the numbers or the chain; a chain that was made again, or cut off at its end, contradicts the written heads.
/// </summary>
internal sealed class AuditVerifier(AuditStore store)
{
    private const int PageRows = 1000;

    private readonly List<string> _faults = [];
    private AuditHead? _last;

    /// <summary>Verifies the rows after one; 0 for all of them.</summary>
    /// <param name="heads">The heads that were written; those up to <paramref name="after"/> do not count.</param>
    public async Task<AuditVerdict> VerifyAsync(
        IReadOnlyList<AuditHead> heads, long after, CancellationToken cancellationToken)
    {
        _faults.Clear();
        _last = after == 0 ? null : await FindStartAsync(after, cancellationToken);
        var due = heads.Where(head => head.Id > after).ToList();
        var byId = due.ToLookup(head => head.Id);
        var (rows, agreed) = (0L, 0);
        while (true)
        {
            var page = await store.ListAsync(
                new AuditFilter(), _last?.Id ?? after, long.MaxValue, PageRows, cancellationToken);
            foreach (var row in page)
            {
                await CheckAsync(row, after, cancellationToken);
                foreach (var head in byId[row.Id])
                {
                    if (head.Hash == row.Hash) agreed++;
                    else Add($"row {row.Id} is another than the head that was written at {Time(head.At)} says");
                }
                _last = new AuditHead(row.Id, row.At, row.Hash);
                rows++;
            }
            if (page.Count < PageRows) break;
        }
        CheckEnd(due, after);
        if (await store.FindStrayHostsAsync(cancellationToken) is { } stray)
            Add($"there are hosts of a row {stray} that has none, or is not there");
        return new AuditVerdict(rows, _last, agreed, [.. _faults]);
    }

    private async Task<AuditHead?> FindStartAsync(long after, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(after, cancellationToken) is { } row) return new AuditHead(row.Id, row.At, row.Hash);
        Add($"row {after}, after which to begin, is not there");
        return null;
    }

    private async Task CheckAsync(AuditRecord row, long after, CancellationToken cancellationToken)
    {
        var expected = (_last?.Id ?? after) + 1;
        if (row.Id != expected)
            Add(row.Id - 1 > expected ? $"rows {expected} to {row.Id - 1} are missing" : $"row {expected} is missing");
        else if (row.Previous != (_last?.Hash ?? ""))
            Add($"row {row.Id} does not follow the row before: one of them was replaced");
        if (AuditHash.Of(row) != row.Hash) Add($"row {row.Id} was altered");
        if (row.HostsHash is null) return;
        var ids = await store.ListHostsAsync(row.Id, "", int.MaxValue, cancellationToken);
        if (AuditHash.OfHosts(ids) != row.HostsHash) Add($"the list of the hosts of row {row.Id} was altered");
    }

    private void CheckEnd(List<AuditHead> heads, long after)
    {
        var end = _last?.Id ?? after;
        foreach (var head in heads.Where(head => head.Id > end))
        {
            Add($"rows are cut off at the end: the head that was written at {Time(head.At)} is row {head.Id}, " +
                $"and the last one that is there is {end}");
        }
    }

    private void Add(string fault)
    {
        if (_faults.Count < AuditVerdict.FaultsMax) _faults.Add(fault);
    }

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
