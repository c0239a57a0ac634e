using System.Text.Json.Serialization.Metadata;

namespace Aops.Server.Http;

/// <summary>Rows of a list in their order, and the keys by which it goes on.</summary>
/// <typeparam name="TRow">A row as it is shown.</typeparam>
/// <typeparam name="TKey">What its place in the list is told by.</typeparam>
internal sealed class ListSource<TRow, TKey>
{
    /// <summary>The key that the first rows come after.</summary>
    public required TKey Start { get; init; }

    /// <summary>Reads rows after a key, and at most as many as told.</summary>
    public required Func<TKey, int, CancellationToken, ValueTask<IReadOnlyList<TRow>>> Read { get; init; }

    /// <summary>The key of a row, which later rows do not have.</summary>
    public required Func<TRow, TKey> Key { get; init; }

    /// <summary>How a key stands in a cursor.</summary>
    public required CursorKey<TKey> Form { get; init; }

    /// <summary>How a row is written.</summary>
    public required JsonTypeInfo<TRow> Row { get; init; }
}
