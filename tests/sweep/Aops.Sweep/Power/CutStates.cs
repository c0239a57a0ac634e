namespace Aops.Sweep.Power;

/// <summary>
/// The states that a power cut may leave of a recording: after each call, with all unflushed changes, with
/// none, and with all but, or only, at most two.
/// </summary>
public sealed class CutStates(PowerRecording recording)
{
    private readonly HashSet<string> _seen = [];

    /// <summary>How many choices there are of what is lost, after all calls.</summary>
    public long Choices { get; private set; }

    /// <summary>How many of them were made that were equal to an earlier one.</summary>
    public long Repeated { get; private set; }

    /// <summary>Content of each path, as far as it was replayed.</summary>
    public DiskHistory History { get; private set; } = null!;

    /// <summary>Makes every state.</summary>
    /// <returns>The states, each once.</returns>
    public IEnumerable<DiskState> All() => Play(_ => true);

    /// <summary>Makes some of the states, each choice of what is lost with the same chance.</summary>
    /// <param name="count">How many choices; states that are equal come once.</param>
    /// <param name="random">Decides which.</param>
    public IReadOnlyList<DiskState> Sample(int count, Random random)
    {
        // The first pass only counts.
        foreach (var _ in Play(_ => false)) { }
        var chosen = new HashSet<long>();
        while (chosen.Count < Math.Min(count, Choices)) chosen.Add(random.NextInt64(Choices));
        return [.. Play(chosen.Contains)];
    }

    private IEnumerable<DiskState> Play(Func<long, bool> isChosen)
    {
        var model = recording.Begin.Copy();
        History = new DiskHistory(model);
        Choices = 0;
        for (var i = 0; i < recording.Calls.Count; i++)
        {
            var call = recording.Calls[i];
            model.Play(call);
            if (IsWithinLongWrite(i)) continue;
            History.Note(call);
            if (recording.Promise(i) is { } isMeant) History.Promise(isMeant);
            foreach (var choice in DiskChoice.All(model))
            {
                if (!isChosen(Choices++)) continue;
                var state = DiskState.Of(model, choice, $"{recording.Name}@{i + 1}: {choice}");
                state.Promised = History.Promised;
                if (_seen.Add($"{state.Hash()} {state.Promised.Count} {state.Promised.Values.Sum()}")) yield return state;
                else Repeated++;
            }
        }
    }

    // Of hundreds of writes into one file, only the first two and the last are cut: the others leave the
    // same host, except for the length of a file without a name.
    private bool IsWithinLongWrite(int i)
    {
        var calls = recording.Calls;
        return i >= 2 && i + 1 < calls.Count && calls[i].Call == DiskCall.Write && recording.Promise(i) is null
            && new[] { i - 2, i - 1, i + 1 }.All(n => calls[n].Call == DiskCall.Write && calls[n].Inode == calls[i].Inode);
    }
}
