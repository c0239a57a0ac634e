namespace Aops.Cli.Output;

/// <summary>
/// Widths of the columns of a table. On a terminal the widest columns are cut first, down to their least width; where that is
/// not enough the last columns are left out. Elsewhere nothing is cut.
/// </summary>
internal sealed class TableLayout
{
    private const int Gap = 2;

    private TableLayout(int[] widths, bool mayCut) => (Widths, MayCut) = (widths, mayCut);

    /// <summary>Columns of each that is shown, the first ones of the table.</summary>
    public int[] Widths { get; }

    /// <summary>Whether a longer text is cut.</summary>
    public bool MayCut { get; }

    /// <summary>Lays out the first rows.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">Their texts, row by row.</param>
    /// <param name="width">Columns of the terminal; null for no terminal.</param>
    public static TableLayout Of(IReadOnlyList<Column> columns, IReadOnlyList<string[]> rows, int? width)
    {
        var widths = columns.Select((column, index) => rows.Select(row => TextWidth.Of(row[index]))
            .Append(column.Head.Length).Max()).ToArray();
        if (width is not { } most) return new TableLayout(widths, mayCut: false);
        var shown = widths.Length;
        while (shown > 1 && Least(columns, widths, shown) > most) shown--;
        widths = widths[..shown];
        while (Total(widths) > most && FindWidest(columns, widths) is { } widest) widths[widest]--;
        if (shown == 1) widths[0] = Math.Min(widths[0], most);
        return new TableLayout(widths, mayCut: true);
    }

    private static int Total(int[] widths) => widths.Sum() + Gap * (widths.Length - 1);

    private static int Least(IReadOnlyList<Column> columns, int[] widths, int count) =>
        Total([.. widths.Take(count).Select((width, index) => Math.Min(width, columns[index].WidthMin))]);

    private static int? FindWidest(IReadOnlyList<Column> columns, int[] widths)
    {
        int? widest = null;
        for (var index = 0; index < widths.Length; index++)
        {
            if (widths[index] > columns[index].WidthMin && (widest is null || widths[index] > widths[widest.Value]))
                widest = index;
        }
        return widest;
    }
}
