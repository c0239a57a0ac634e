namespace Aops.Server.Http;

/// <summary>Fills a page of a list with the rows that the sender may see, from pages of all rows.</summary>
internal static class FilteredPage
{
    /// <summary>Reads it.</summary>
    /// <param name="before">The id that the rows come after; null for the first ones.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="read">Reads as many of all rows after an id.</param>
    /// <param name="idOf">The id of a row.</param>
    /// <param name="mayShow">Whether the sender may see a row.</param>
    /// <param name="show">A row as it is shown.</param>
    public static async Task<IReadOnlyList<TShown>> ReadAsync<TRow, TShown>(
        string? before, int limit, Func<string?, ValueTask<List<TRow>>> read, Func<TRow, string> idOf,
        Func<TRow, ValueTask<bool>> mayShow, Func<TRow, TShown> show)
    {
        var shown = new List<TShown>();
        while (shown.Count < limit)
        {
            var page = await read(before);
            foreach (var row in page)
                if (shown.Count < limit && await mayShow(row)) shown.Add(show(row));
            if (page.Count < limit) break;
            before = idOf(page[^1]);
        }
        return shown;
    }
}
