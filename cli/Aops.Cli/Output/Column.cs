using System.Text.Json.Nodes;

namespace Aops.Cli.Output;

/// <summary>A column of a table: its head and the text of a row.</summary>
/// <param name="Head">Its head, in capitals.</param>
/// <param name="Text">The text of a row; what others wrote is escaped later.</param>
internal sealed record Column(string Head, Func<JsonObject, string> Text)
{
    /// <summary>Whether only <c>-o wide</c> and <c>-o csv</c> have it.</summary>
    public bool IsWide { get; init; }

    /// <summary>Least columns that it is cut to where the terminal is narrow.</summary>
    public int WidthMin { get; init; } = 8;

    /// <summary>The text for programs (CSV), where it is another than the one for people; null for the same.</summary>
    public Func<JsonObject, string>? Data { get; init; }

    /// <summary>Whether its words are states, which have colours.</summary>
    public bool IsState { get; init; }

    /// <summary>A column of a time of the row: an age for people, the time itself for programs.</summary>
    public static Column OfAge(string head, string member, TimeProvider clock) =>
        new(head, row => Cell.Age(row.Time(member), clock.GetUtcNow()))
        {
            Data = row => Cell.Text(row[member]), WidthMin = 6,
        };

    /// <summary>A column of a member of the row.</summary>
    public static Column Of(string head, string member) => new(head, row => Cell.Text(row[member]));
}
