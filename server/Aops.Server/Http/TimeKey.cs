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

    /// <summary>The key of a time.</summary>
    public static TimeKey Of(DateTimeOffset at, string id) => new(at.ToUnixTimeMilliseconds(), id);
}
