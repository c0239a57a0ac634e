namespace Aops.Sweep.Power;

/// <summary>A change of a host or a server that was recorded to its end.</summary>
/// <param name="Name">Of the scenario.</param>
/// <param name="Begin">What was on the disk at its begin.</param>
/// <param name="Calls">What was called.</param>
public sealed record PowerRecording(string Name, DiskModel Begin, IReadOnlyList<DiskEvent> Calls)
{
    /// <summary>Selects paths that a power cut does not affect.</summary>
    public required Func<string, bool> IsOutside { get; init; }

    /// <summary>
    /// The paths that must survive from a call on, given its number from 0, since their content was
    /// reported or used; null for none.
    /// </summary>
    public Func<int, Func<string, bool>?> Promise { get; init; } = _ => null;

    /// <summary>
    /// The same recording without the flushes of some files or folders, as of a suite that forgot them.
    /// </summary>
    /// <param name="text">Part of their paths.</param>
    /// <exception cref="InvalidOperationException">There is no such flush.</exception>
    public PowerRecording WithoutFlush(string text)
    {
        bool IsLeftOut(DiskEvent call) =>
            call.Call == DiskCall.Flush && call.Path.Contains(text, StringComparison.Ordinal);

        return Calls.Any(IsLeftOut)
            ? this with { Calls = [.. Calls.Where(c => !IsLeftOut(c))] }
            : throw new InvalidOperationException($"{Name} flushes nothing that has '{text}' in its path");
    }

    /// <summary>
    /// Replays it and compares the result with the root, to detect changes that were not recorded.
    /// </summary>
    /// <param name="root">The root, unchanged since the recording.</param>
    /// <returns>Differences, one path each.</returns>
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
