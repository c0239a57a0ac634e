namespace Aops.Server.Layers;

/// <summary>
/// The histories of the numbers that hosts are told. Each start of the server begins one, so that a server which was put
/// back to a copy of its database never gives a number twice in one history. Immutable.
/// </summary>
/// <param name="rows">The histories in the order in which they began.</param>
internal sealed class HistoryLine(IReadOnlyList<HistoryStart> rows)
{
    /// <summary>Without a history: numbers are those of a server of before.</summary>
    public static HistoryLine Empty { get; } = new([]);

    /// <summary>The history of a number; null for one of a server of before.</summary>
    public string? Of(long number)
    {
        var index = rows.Count - 1;
        while (index >= 0 && rows[index].From > number) index--;
        return index < 0 ? null : rows[index].Id;
    }

    /// <summary>Whether this database knows that a number was given in a history.</summary>
    public bool IsKnown(string history, long number)
    {
        for (var index = rows.Count - 1; index >= 0; index--)
        {
            if (rows[index].Id == history)
                return number >= rows[index].From && (index == rows.Count - 1 || number < rows[index + 1].From);
        }
        return false;
    }
}

/// <summary>A history.</summary>
/// <param name="Id">Its name; that of a later one is greater, as it begins with the time.</param>
/// <param name="From">The first number that it may give.</param>
internal sealed record HistoryStart(string Id, long From);
