using Aops.Server.Events;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts;

/// <summary>When hosts that are away are expected back, by their absences of the last days.</summary>
internal static class ReturnTimes
{
    /// <summary>How far back is looked.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(14);

    // A plan is answered within seconds: of more hosts that are away nothing is expected.
    private const int HostsMax = 2000;
    private const int ChangesMax = 400;

    private const string Changes =
        "SELECT kind, at FROM event WHERE agent_id = @agent " +
        $"AND kind IN ('{EventKinds.Online}', '{EventKinds.Offline}') AND at > @since ORDER BY id DESC LIMIT @limit";

    /// <summary>The times until their return, of those of which it can be told.</summary>
    /// <param name="ids">Hosts that are away.</param>
    public static Dictionary<string, TimeSpan> Find(
        StoreConnection connection, IReadOnlyCollection<string> ids, DateTimeOffset now)
    {
        var times = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        if (ids.Count > HostsMax) return times;
        foreach (var id in ids)
        {
            var changes = connection.Prepare(Changes).Set("@agent", id).Set("@since", now - Span)
                .Set("@limit", ChangesMax)
                .Read(row => (IsThere: row.GetString(0) == EventKinds.Online, At: row.Time(1)));
            changes.Reverse();
            if (Expect(changes, now) is { } time) times[id] = time;
        }
        return times;
    }

    /// <summary>How long an absence still lasts: the median of those that lasted longer than this one has.</summary>
    /// <param name="changes">When the host came and went, the oldest first.</param>
    /// <returns>The time; null where it was never away for as long, or is not away.</returns>
    public static TimeSpan? Expect(IReadOnlyList<(bool IsThere, DateTimeOffset At)> changes, DateTimeOffset now)
    {
        DateTimeOffset? since = null;
        var absences = new List<TimeSpan>();
        foreach (var (isThere, at) in changes)
        {
            if (!isThere) since ??= at;
            else if (since is { } left)
            {
                absences.Add(at - left);
                since = null;
            }
        }
        if (since is not { } away) return null;
        var longer = absences.Where(absence => absence > now - away).Order().ToList();
        return longer.Count == 0 ? null : longer[longer.Count / 2] - (now - away);
    }
}
