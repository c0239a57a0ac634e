using System.Globalization;

namespace Aops.Server.Http;

/// <summary>Key of a row in a list by time.</summary>
/// <param name="At">Its time, in milliseconds.</param>
/// <param name="Id">What tells rows of one time apart.</param>
internal readonly record struct TimeKey(long At, string Id)
{
    /// <summary>Comes before every row.</summary>
    public static TimeKey First { get; } = new(-1, "");

    /// <summary>Comes after every row.</summary>
    public static TimeKey Last { get; } = new(long.MaxValue, "");

    /// <summary>The key as a text.</summary>
    public static string Of(DateTimeOffset at, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds()} {id}");

    /// <summary>Reads such a text.</summary>
    /// <param name="text">The text; null where the list begins.</param>
    /// <param name="standard">The key that it begins at.</param>
    public static TimeKey Read(string? text, TimeKey standard) => text?.Split(' ') is [var at, var id]
        ? new TimeKey(long.Parse(at, CultureInfo.InvariantCulture), id)
        : standard;
}
