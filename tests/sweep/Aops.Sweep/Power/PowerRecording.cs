namespace Aops.Sweep.Power;

/// <summary>A change of a host or a server that was recorded to its end.</summary>
/// <param name="Name">Of the scenario.</param>
/// <param name="Begin">What was on the disk at its begin.</param>
/// <param name="Calls">What was called.</param>
public sealed record PowerRecording(string Name, DiskModel Begin, IReadOnlyList<DiskEvent> Calls)
{
    /// <summary>Of what a power cut has no part in.</summary>
    public required Func<string, bool> IsOutside { get; init; }

    /// <summary>
    /// What is promised by a call, given its number from 0: the paths that must last from then on, as somebody was told
    /// of what they hold, or works by it; null for nothing.
    /// </summary>
    public Func<int, Func<string, bool>?> Promise { get; init; } = _ => null;

    /// <summary>The same without the flushes of some files or folders: a suite that forgot them.</summary>
    /// <param name="text">What their paths have in them.</param>
    /// <exception cref="InvalidOperationException">There is no such flush.</exception>
    public PowerRecording WithoutFlush(string text)
    {
        bool IsLeftOut(DiskEvent call) =>
            call.Call == DiskCall.Flush && call.Path.Contains(text, StringComparison.Ordinal);

        return Calls.Any(IsLeftOut)
            ? this with { Calls = [.. Calls.Where(c => !IsLeftOut(c))] }
            : throw new InvalidOperationException($"{Name} flushes nothing that has '{text}' in its path");
    }

    /// <summary>Plays it, and compares what it ends in with what is there: whether anything changed unseen.</summary>
    /// <param name="root">The root, which nobody has changed since.</param>
    /// <returns>What differs, a path each.</returns>
    public IReadOnlyList<string> Compare(string root)
    {
        var played = Begin.Copy();
        foreach (var call in Calls) played.Play(call);
        var there = DiskModel.Load(root, IsOutside);
        var expected = TextsOf(DiskState.Of(played, new DiskChoice(true, []), "played"));
        var actual = TextsOf(DiskState.Of(there, new DiskChoice(true, []), "there"));
        return
        [
            .. expected.Keys.Union(actual.Keys).Order(StringComparer.Ordinal)
                .Where(p => expected.GetValueOrDefault(p) != actual.GetValueOrDefault(p))
                .Select(p => $"{p}: {expected.GetValueOrDefault(p) ?? "nothing"} was played, " +
                    $"{actual.GetValueOrDefault(p) ?? "nothing"} is there"),
        ];
    }

    private Dictionary<string, string> TextsOf(DiskState state) =>
        state.Entries.Where(e => !IsOutside(e.Key)).ToDictionary(e => e.Key, e => e.Value.Text);
}
