namespace Aops.Sweep.Power;

/// <summary>Which of the changes that were not flushed are on the disk.</summary>
/// <param name="IsAll">Whether all are, but for the exceptions; else none is, but for them.</param>
/// <param name="Exceptions">At most two changes, of names or of content.</param>
internal sealed record DiskChoice(bool IsAll, IReadOnlyList<DiskException> Exceptions)
{
    private static readonly DataLoss[] Losses = [DataLoss.Old, DataLoss.Cut, DataLoss.Zeros];
    private static readonly DataLoss[] Gains = [DataLoss.None];

    /// <summary>All choices: all but at most two changes, and only at most two.</summary>
    public static IEnumerable<DiskChoice> All(DiskModel model) =>
        Of(model, isAll: true, Losses).Concat(Of(model, isAll: false, Gains));

    public bool Has(NameChange change) => IsAll != Exceptions.Any(e => e.Change == change);

    public DataLoss LossOf(DiskNode file) =>
        Exceptions.FirstOrDefault(e => e.File == file)?.Loss ?? (IsAll ? DataLoss.None : DataLoss.Old);

    /// <summary>For people: <c>all but #31 Rename var/lib/aops/journal.json</c>.</summary>
    public override string ToString() =>
        (IsAll, Exceptions.Count) switch
        {
            (true, 0) => "all",
            (false, 0) => "none",
            _ => $"{(IsAll ? "all but" : "only")} {string.Join(" and ", Exceptions)}",
        };

    private static IEnumerable<DiskChoice> Of(DiskModel model, bool isAll, DataLoss[] losses)
    {
        yield return new DiskChoice(isAll, []);
        List<DiskException[]> changes =
        [
            .. model.Pending.Select(c => new[] { new DiskException(c, null, DataLoss.None) }),
            .. model.Dirty.Select(f => losses.Select(l => new DiskException(null, f, l)).ToArray()),
        ];
        for (var i = 0; i < changes.Count; i++)
        {
            foreach (var first in changes[i])
            {
                yield return new DiskChoice(isAll, [first]);
                foreach (var second in changes.Skip(i + 1).SelectMany(c => c))
                    yield return new DiskChoice(isAll, [first, second]);
            }
        }
    }
}
