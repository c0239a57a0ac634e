using System.Globalization;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>The histories of numbers in the database, within a transaction or a read.</summary>
internal static class HistoryRows
{
    // A UUID of version 7 begins with the milliseconds since 1970, of 48 bits.
    private const int TimeChars = 12;

    /// <summary>Every history, in the order in which they began.</summary>
    public static HistoryLine List(StoreConnection connection) => new(
        connection.Prepare("SELECT id, from_change FROM history ORDER BY from_change, id")
            .Read(row => new HistoryStart(row.GetString(0), row.GetInt64(1))));

    /// <summary>Begins a history; those that gave no number are forgotten.</summary>
    public static HistoryLine Begin(StoreConnection connection, DateTimeOffset now)
    {
        var last = connection.Prepare("SELECT max(id) FROM history").ReadFirst(row => row.TextOrNull(0));
        var next = LayerRows.LastChange(connection) + 1;
        connection.Prepare("DELETE FROM history WHERE from_change >= @next").Set("@next", next).Run();
        connection.Prepare("INSERT INTO history (id, from_change) VALUES (@id, @next)")
            .Set("@id", NewId(last, now)).Set("@next", next).Run();
        return List(connection);
    }

    /// <summary>
    /// The first number that was given after this database had been put back to a copy, as a host shows that holds a state
    /// of a later history than the copy knows; null where no number was.
    /// </summary>
    /// <param name="connection">Where they are.</param>
    /// <param name="history">The history that the host holds.</param>
    public static long? FindSince(StoreConnection connection, string history) =>
        connection.Prepare("SELECT from_change FROM history WHERE id > @history ORDER BY id LIMIT 1")
            .Set("@history", history).Read(row => row.GetInt64(0)) is [var since] ? since : null;

    // Later than every one before, although the clock may have been set back.
    private static string NewId(string? last, DateTimeOffset now)
    {
        if (last is { Length: >= TimeChars } && long.TryParse(
            last.AsSpan(0, TimeChars), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var milliseconds)
            && DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) >= now)
        {
            now = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds + 1);
        }
        return Guid.CreateVersion7(now).ToString("N");
    }
}
