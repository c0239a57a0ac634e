using System.Text.Json.Serialization.Metadata;

namespace Aops.Server.Http;

/// <summary>Rows of a list in their order, and the keys by which it goes on.</summary>
/// <typeparam name="TRow">A row as it is shown.</typeparam>
internal sealed class ListSource<TRow>
{
    /// <summary>Reads rows after a key, null for the first ones, and at most as many as told.</summary>
    public required Func<string?, int, CancellationToken, ValueTask<IReadOnlyList<TRow>>> Read { get; init; }

    /// <summary>The key of a row, which later rows do not have.</summary>
    public required Func<TRow, string> Key { get; init; }

    /// <summary>How a row is written.</summary>
    public required JsonTypeInfo<TRow> Row { get; init; }

    /// <summary>Rows that are all in memory, in their order.</summary>
    public static ListSource<TRow> Of(IReadOnlyList<TRow> rows, Func<TRow, string> key, JsonTypeInfo<TRow> row) => new()
    {
        Key = key,
        Row = row,
        Read = (after, limit, _) => ValueTask.FromResult<IReadOnlyList<TRow>>(
            [.. (after is null ? rows : rows.SkipWhile(item => key(item) != after).Skip(1)).Take(limit)]),
    };
}
