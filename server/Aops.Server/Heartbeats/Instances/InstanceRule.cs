namespace Aops.Server.Heartbeats.Instances;

/// <summary>
/// Tells whether two hosts use one identity. Each answer brings a new counter, which the host shows with its next
/// heartbeat: of two that take turns, each comes with a counter that is no longer the newest, and looks like an older
/// state of the other. One host alone looks so at most once at a time: when a snapshot of it is restored. What else may
/// change on one host (boot, network card, process, lost answers, a server restored from a backup) is no sign of two.
/// </summary>
internal static class InstanceRule
{
    /// <summary>Two returns within this time are two instances; also how long the operator is told of them.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private const int SeenMax = 8;

    /// <summary>Judges a heartbeat.</summary>
    /// <param name="known">What is known; null before the first heartbeat that says something.</param>
    /// <param name="told">What the heartbeat says.</param>
    /// <param name="now">The time.</param>
    /// <returns>The verdict, and what is known from now on.</returns>
    public static (InstanceVerdict Verdict, InstanceState State) Judge(
        InstanceState? known, InstanceFacts told, DateTimeOffset now)
    {
        if (known is null) return (InstanceVerdict.Successor, First(told));
        if (IsRival(known, told.Mark)) return Refuse(known, told, now);
        if (IsOvertaken(known, told)) return (InstanceVerdict.Same, known);
        if (IsNewest(known, told.Counter)) return (Compare(known.Current, told.Mark), Follow(known, told));
        // While two are known to run, whatever comes up on another machine is no successor.
        if (IsKnownForTwo(known, now) && !known.Current.IsSameMachine(told.Mark)) return Refuse(known, told, now);
        if (IsRestart(known, told)) return (Compare(known.Current, told.Mark), Follow(known, told));

        // Something older has come back. On another machine, or for the second time, it is no restored snapshot.
        var isTwo = known.Current.IsOtherProduct(told.Mark) || IsKnownForTwo(known, now)
            || (known.ReturnedAt is { } returned && now - returned < Window);
        if (!isTwo) return (InstanceVerdict.Returned, Follow(known, told) with { ReturnedAt = now });
        if (told.Mark == known.Current) return (InstanceVerdict.Two, Follow(known, told) with { RivalAt = now });
        // The identity stays with the one that had it first.
        return IsEarlier(known, told.Mark)
            ? (InstanceVerdict.Two, Follow(known, told) with { Rival = known.Current, RivalAt = now })
            : Refuse(known, told, now);
    }

    /// <summary>Whether the operator is to be told of two instances.</summary>
    public static bool IsKnownForTwo(InstanceState known, DateTimeOffset now) =>
        known.RivalAt is { } at && now - at < Window;

    /// <summary>Whether a host that registers is another instance than the one that has the identity.</summary>
    public static bool IsOther(InstanceState known, InstanceMark told, DateTimeOffset now) =>
        IsKnownForTwo(known, now) && (told == known.Rival || !known.Current.IsSameMachine(told));

    private static bool IsRival(InstanceState known, InstanceMark told) => known.Rival is { } rival
        && (rival == told || (rival.IsSameMachine(told) && !known.Current.IsSameMachine(told)));

    private static (InstanceVerdict Verdict, InstanceState State) Refuse(
        InstanceState known, InstanceFacts told, DateTimeOffset now) =>
        (InstanceVerdict.Rival, known with { Rival = told.Mark, RivalAt = now });

    // The newest counter, or the one before it, whose answer was lost. One from the future: the server was restored.
    private static bool IsNewest(InstanceState known, long? counter) =>
        (counter ?? 0) >= known.Counter || (counter ?? 0) == known.Shown;

    // Two requests of one process overtook each other on their way: the older changes nothing.
    private static bool IsOvertaken(InstanceState known, InstanceFacts told) =>
        told.Mark == known.Current && told.StartedAt == known.StartedAt
        && (told.Counter ?? 0) == known.Shown && told.Sequence < known.Sequence;

    // A boot takes the counter away; a process that started after all others may have failed to write it.
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
        Counter = Math.Max(known.Counter, told.Counter ?? 0) + 1,
        Shown = told.Counter ?? 0,
        StartedAt = told.StartedAt,
        NewestStart = told.StartedAt > known.NewestStart ? told.StartedAt : known.NewestStart,
        Sequence = told.Sequence,
    };

    // The first one stays: it is what decides between two.
    private static IReadOnlyList<InstanceMark> Remember(IReadOnlyList<InstanceMark> seen, InstanceMark mark)
    {
        if (seen.Contains(mark)) return seen;
        return seen.Count < SeenMax ? [.. seen, mark] : [seen[0], .. seen.Skip(2), mark];
    }
}
