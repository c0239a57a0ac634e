using System.Diagnostics;
using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.Alerts;

/// <summary>
/// What is found of rules that look at hosts. Stored counts answer most of them; the hosts of other queries are counted by an
/// index, one query at a time, at most once a minute each, and with pauses after each count, so that all rules together keep
/// one reader of the database busy for a bounded part of the time, whatever the number of hosts.
/// </summary>
internal sealed class HostFindings(Database database, TimeProvider clock)
{
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _restUntil;

    /// <summary>When the hosts of a rule were counted last; the least time for never.</summary>
    public DateTimeOffset CountedAt(string rule)
    {
        lock (_gate) return _known.TryGetValue(rule, out var known) ? known.At : DateTimeOffset.MinValue;
    }

    /// <summary>Forgets rules that are not there any more.</summary>
    public void KeepOnly(IReadOnlyCollection<string> rules)
    {
        lock (_gate)
        {
            foreach (var gone in _known.Keys.Except(rules).ToList()) _known.Remove(gone);
        }
    }

    /// <summary>Looks at a rule.</summary>
    /// <param name="silences">Those in force.</param>
    public async Task<AlertFinding> FindAsync(
        AlertRule rule, IReadOnlyList<Silence> silences, CancellationToken cancellationToken)
    {
        var left = silences.Where(silence => silence.LeavesOutOf(rule.Name)).Select(silence => silence.Q!).ToList();
        var key = $"{rule.Revision}\n{string.Join('\n', left)}";
        var now = clock.GetUtcNow();
        Known? known;
        lock (_gate) known = _known.GetValueOrDefault(rule.Name);
        var isNew = known?.Key != key;
        if (!isNew && known!.IsCostly && now - known.At < AlertLimits.CountPeriod && now >= known.At)
            return known.Finding;
        var mayCount = Environment.TickCount64 >= Volatile.Read(ref _restUntil);
        var counted = await Task.Run(() => CountAsync(rule, left, mayCount, now, cancellationToken), cancellationToken);
        if (counted is not { } counts)
            return isNew ? AlertFinding.Unknown("Its hosts are being counted.") : known!.Finding;
        var windows = known is not null && known.Revision == rule.Revision ? known.Windows : (new(), new());
        var finding = Judge(rule, counts, left.Count > 0, windows, now);
        lock (_gate)
            _known[rule.Name] = new Known(rule.Revision, key, counts.IsCostly, now, finding, windows);
        return finding;
    }

    /// <summary>What would be found of a rule now, without silences and without a past.</summary>
    public async Task<AlertFinding> PreviewAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var counts = await Task.Run(
            () => CountAsync(rule, [], mayCount: true, now, cancellationToken), cancellationToken);
        return Judge(rule, counts!.Value, isLeftOut: false, (new(), new()), now);
    }

    private async Task<(HostCounts All, HostCounts Left, bool IsCostly)?> CountAsync(
        AlertRule rule, IReadOnlyList<string> left, bool mayCount, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var query = ScopeQuery.Parse(rule.Q);
        var of = rule.IsShare ? ScopeQuery.Parse(rule.Of) : null;
        var others = left.Count == 0 ? null : new QueryNode.Not(ScopeQuery.Either([.. left.Select(ScopeQuery.Parse)]));
        return await database.ReadAsync<(HostCounts, HostCounts, bool)?>(
            connection =>
            {
                var isCostly = others is not null || StoredCounts.Find(connection, query) is null
                    || (of is not null && StoredCounts.Find(connection, of) is null);
                if (isCostly && !mayCount) return null;
                var started = Stopwatch.GetTimestamp();
                var all = Count(connection, query, of, now);
                var rest = all;
                if (others is not null)
                {
                    var ofOthers = of is null ? null : ScopeQuery.Both(of, others);
                    rest = Count(connection, ScopeQuery.Both(query, others), ofOthers, now);
                }
                if (isCostly) Rest(Stopwatch.GetElapsedTime(started));
                return (all, rest, isCostly);
            },
            cancellationToken);
    }

    private void Rest(TimeSpan took) => Volatile.Write(
        ref _restUntil, Environment.TickCount64 + (long)(took.TotalMilliseconds * AlertLimits.CountPauseFactor));

    private static HostCounts Count(
        StoreConnection connection, QueryNode query, QueryNode? of, DateTimeOffset now) =>
        new(HostStore.Count(connection, query, now), of is null ? 0 : HostStore.Count(connection, of, now));

    private static AlertFinding Judge(
        AlertRule rule, (HostCounts All, HostCounts Left, bool IsCostly) counts, bool isLeftOut,
        (RiseWindow All, RiseWindow Left) windows, DateTimeOffset now)
    {
        var (all, left) = (counts.All, counts.Left);
        if (rule.Rise > TimeSpan.Zero)
        {
            all = all with { Hosts = windows.All.Note(all.Hosts, rule.Rise, now) };
            left = left with { Hosts = windows.Left.Note(left.Hosts, rule.Rise, now) };
        }
        var fact = Holds(rule, left) ? AlertFact.Held : Holds(rule, all) ? AlertFact.Muted : AlertFact.Clear;
        var shown = fact == AlertFact.Muted ? all : left;
        return new AlertFinding(fact, HostSentence.Of(rule, shown, isLeftOut ? all.Hosts - left.Hosts : 0))
        {
            Value = rule.IsShare ? HostSentence.Percent(shown) : shown.Hosts,
            Hosts = shown.Hosts,
            Of = rule.IsShare ? shown.Of : null,
            Q = rule.Q,
        };
    }

    private static bool Holds(AlertRule rule, HostCounts counts) => rule.IsShare
        ? counts.Of > 0 && counts.Hosts * 100 >= rule.Threshold * counts.Of
        : counts.Hosts >= rule.Threshold;

    private sealed record Known(
        long Revision, string Key, bool IsCostly, DateTimeOffset At, AlertFinding Finding,
        (RiseWindow All, RiseWindow Left) Windows);
}
