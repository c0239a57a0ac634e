using System.Diagnostics;

namespace Aops.Chaos;

/// <summary>Faults that must be undone after a while: a full disk, a wrong clock, an invalid edit.</summary>
internal sealed class UndoList
{
    private readonly List<(string Name, long Due, Action Undo)> _pending = [];

    /// <summary>Whether no fault is active.</summary>
    public bool IsEmpty => _pending.Count == 0;

    /// <summary>Whether something of this name is in force.</summary>
    public bool Has(string name) => _pending.Exists(p => p.Name == name);

    /// <summary>Takes something back later.</summary>
    public void After(TimeSpan time, string name, Action undo) =>
        _pending.Add((name, Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency), undo));

    /// <summary>Takes back what is due, or everything.</summary>
    public void Run(bool all)
    {
        foreach (var entry in _pending.ToArray())
        {
            if (!all && entry.Due > Stopwatch.GetTimestamp()) continue;
            try
            {
                entry.Undo();
                _pending.Remove(entry);
            }
            catch (IOException) when (_pending.Count > 1)
            {
                // The disk is full; another entry undoes that, and this one is tried again afterwards.
            }
        }
        if (all && _pending.Count > 0) Run(all);
    }
}
