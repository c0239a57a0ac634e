using System.Globalization;
using Aops.Query;
using Aops.Server.Hosts.Sql;
using Aops.Server.Http;

namespace Aops.Server.Hosts.Listing;

/// <summary>
/// Position in a list of hosts (<see cref="ListCursor"/>): of the query and its order, and the position of the last host.
/// </summary>
internal static class HostCursor
{
    /// <summary>The word for the hosts after a given one.</summary>
    public static string Of(QueryNode query, HostOrder order, HostPlace last)
    {
        var key = last.Text ?? last.Number.ToString(CultureInfo.InvariantCulture);
        return ListCursor.Of(ListOf(query, order), $"{last.Id}\n{key}");
    }

    /// <summary>Parses a word.</summary>
    /// <returns>Null if it is invalid, or belongs to another query or order.</returns>
    public static HostPlace? Read(string word, QueryNode query, HostOrder order)
    {
        if (ListCursor.Read(word, ListOf(query, order))?.Split('\n', 2) is not [var id, var key]) return null;
        if (!HostColumn.IsNumber(order.Field)) return new HostPlace(id, key, 0);
        return long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new HostPlace(id, null, number)
            : null;
    }

    private static string ListOf(QueryNode query, HostOrder order) => $"{order.Name}\n{QueryText.Of(query)}";
}
