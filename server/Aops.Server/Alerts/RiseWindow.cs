namespace Aops.Server.Alerts;

/// <summary>
/// The fewest hosts of a query within a time, from the counts of one value a minute. It begins with the first count: what
/// there was before it, such as before a start of the server, is no rise.
/// </summary>
internal sealed class RiseWindow
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(1);

    private readonly Queue<(DateTimeOffset At, long Least)> _slots = new();
    private (DateTimeOffset At, long Least)? _newest;

    /// <summary>Notes a count.</summary>
    /// <returns>How many more there are than were the fewest.</returns>
    public long Note(long count, TimeSpan window, DateTimeOffset now)
    {
        // The clock may have been set back.
        if (_newest is { } last && last.At > now) Clear();
        if (_newest is { } open && now - open.At < Slot)
        {
            _newest = (open.At, Math.Min(open.Least, count));
        }
        else
        {
            if (_newest is { } full) _slots.Enqueue(full);
            _newest = (now, count);
        }
        while (_slots.TryPeek(out var oldest) && now - oldest.At > window) _slots.Dequeue();
        var least = _slots.Select(slot => slot.Least).Append(_newest.Value.Least).Min();
        return count - least;
    }

    private void Clear()
    {
        _slots.Clear();
        _newest = null;
    }
}
