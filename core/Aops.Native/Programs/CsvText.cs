namespace Aops.Native.Programs;

/// <summary>Cells of CSV (RFC 4180).</summary>
public static class CsvText
{
    /// <summary>
    /// A text as a cell. A spreadsheet would evaluate text that starts like a formula, and hosts choose their texts: such a
    /// text has <c>'</c> before it.
    /// </summary>
    public static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@') text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
