namespace Aops.Server.Heartbeats.Instances;

/// <summary>
/// Detects two hosts with one identity. Each reply carries a new counter, which the host returns with its
/// next heartbeat. Two hosts that alternate each return a counter that is not the newest, and look like an
/// older state of the other. A single host looks so only when a snapshot of it is restored. Other changes
/// of one host (boot, network card, process, lost replies, a server restored from a backup) are not taken
/// for two hosts.
/// </summary>
internal static class InstanceRule
{
    /// <summary>
    /// Two returns within this time mean two instances; also how long the operator is told of them.
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private const int SeenMax = 8;

    /// <summary>Judges a heartbeat.</summary>
    /// <param name="known">The known state; null before the first heartbeat with instance data.</param>
    /// <param name="told">The facts of the heartbeat.</param>
    /// <returns>The verdict, and the new known state.</returns>
    public static (InstanceVerdict Verdict, InstanceState State) Judge(
        InstanceState? known, InstanceFacts told, DateTimeOffset now)
    {
        if (known is null) return (InstanceVerdict.Successor, First(told));
        if (IsRival(known, told.Mark)) return Refuse(known, told, now);
        if (IsOvertaken(known, told)) return (InstanceVerdict.Same, known);
        if (IsNewest(known.Counter, known.Shown, told.Counter))
            return (Compare(known.Current, told.Mark), Follow(known, told));
        // While two are known to run, another machine is not accepted as a successor.
        if (IsKnownForTwo(known, now) && !known.Current.IsSameMachine(told.Mark)) return Refuse(known, told, now);
        if (IsRestart(known, told)) return (Compare(known.Current, told.Mark), Follow(known, told));

        // An older state has come back. On another machine, or for the second time, it is not a restored
        // snapshot.
        var isTwo = known.Current.IsOtherProduct(told.Mark) || IsKnownForTwo(known, now)
            || (known.ReturnedAt is { } returned && now - returned < Window);
        if (!isTwo) return (InstanceVerdict.Returned, Follow(known, told) with { ReturnedAt = now });
        if (told.Mark == known.Current) return (InstanceVerdict.Two, Follow(known, told) with { RivalAt = now });
        // The identity stays with the instance that had it first.
        return IsEarlier(known, told.Mark)
            ? (InstanceVerdict.Two, Follow(known, told) with { Rival = known.Current, RivalAt = now })
            : Refuse(known, told, now);
    }

    /// <summary>Whether the operator is to be told of two instances.</summary>
    public static bool IsKnownForTwo(InstanceState known, DateTimeOffset now) =>
        known.RivalAt is { } at && now - at < Window;

    /// <summary>Whether a host that registers is another instance than the owner of the identity.</summary>
    public static bool IsOther(InstanceState known, InstanceMark told, DateTimeOffset now) =>
        IsKnownForTwo(known, now) && (told == known.Rival || !known.Current.IsSameMachine(told));

    private static bool IsRival(InstanceState known, InstanceMark told) => known.Rival is { } rival
        && (rival == told || (rival.IsSameMachine(told) && !known.Current.IsSameMachine(told)));

    private static (InstanceVerdict Verdict, InstanceState State) Refuse(
        InstanceState known, InstanceFacts told, DateTimeOffset now) =>
        (InstanceVerdict.Rival, known with { Rival = told.Mark, RivalAt = now });

    /// <summary>
    /// Whether it is the newest counter, or the previous one if its reply was lost. A counter from the future means that the
    /// server was restored.
    /// </summary>
    /// <param name="given">The counter that was assigned last.</param>
    /// <param name="shown">The one in the last accepted heartbeat.</param>
    /// <param name="counter">The one of this heartbeat.</param>
    internal static bool IsNewest(long given, long shown, long? counter) =>
        (counter ?? 0) >= given || (counter ?? 0) == shown;

    /// <summary>The counter for the reply to an accepted heartbeat.</summary>
    internal static long NextCounter(long given, long? counter) => Math.Max(given, counter ?? 0) + 1;

    /// <summary>Whether, of one process's requests, a heartbeat comes after one that was sent later.</summary>
    internal static bool IsLate(long shown, long sequence, long? counter, long told) =>
        (counter ?? 0) == shown && told < sequence;

    // Two requests of one process arrived in the wrong order: the older one changes nothing.
    private static bool IsOvertaken(InstanceState known, InstanceFacts told) =>
        told.Mark == known.Current && told.StartedAt == known.StartedAt
        && IsLate(known.Shown, known.Sequence, told.Counter, told.Sequence);

    // A boot deletes the counter; a process that started after all others may have failed to write it.
    private static bool IsRestart(InstanceState known, InstanceFacts told)
    {
        var isNewest = told.StartedAt > known.NewestStart;
        if (told.Mark.Boot == known.Current.Boot) return isNewest;
        return known.Seen.All(seen => seen.Boot != told.Mark.Boot) && (isNewest || told.Counter is null);
    }

    private static bool IsEarlier(InstanceState known, InstanceMark told)
    {
        var (one, other) = (IndexOfMachine(known, told), IndexOfMachine(known, known.Current));
        return one == other ? IndexOf(known, told) < IndexOf(known, known.Current) : one < other;
    }

    private static int IndexOfMachine(InstanceState known, InstanceMark mark) =>
        known.Seen.TakeWhile(seen => !seen.IsSameMachine(mark)).Count();

    private static int IndexOf(InstanceState known, InstanceMark mark) =>
        known.Seen.TakeWhile(seen => seen != mark).Count();

    private static InstanceVerdict Compare(InstanceMark known, InstanceMark told) =>
        known.Boot == told.Boot && !known.IsOtherProduct(told) ? InstanceVerdict.Same : InstanceVerdict.Successor;

    private static InstanceState First(InstanceFacts told) => new()
    {
        Current = told.Mark,
        Seen = [told.Mark],
        Counter = (told.Counter ?? 0) + 1,
        Shown = told.Counter ?? 0,
        StartedAt = told.StartedAt,
        NewestStart = told.StartedAt,
        Sequence = told.Sequence,
    };

    private static InstanceState Follow(InstanceState known, InstanceFacts told) => known with
    {
        Current = told.Mark,
        Seen = Remember(known.Seen, told.Mark),
        Counter = NextCounter(known.Counter, told.Counter),
        Shown = told.Counter ?? 0,
        StartedAt = told.StartedAt,
        NewestStart = told.StartedAt > known.NewestStart ? told.StartedAt : known.NewestStart,
        Sequence = told.Sequence,
    };

    // The first mark always stays, since it decides between two.
    private static IReadOnlyList<InstanceMark> Remember(IReadOnlyList<InstanceMark> seen, InstanceMark mark)
    {
        if (seen.Contains(mark)) return seen;
        return seen.Count < SeenMax ? [.. seen, mark] : [seen[0], .. seen.Skip(2), mark];
    }
}
