using Aops.Query;
using Aops.Server.Hosts.Sql;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Hosts.Listing;

/// <summary>
/// Position in a list of hosts (<see cref="ListCursor"/>): of the query and its order, and the position of the last host.
/// </summary>
internal static class HostCursor
{
    /// <summary>The word for the hosts after a given one.</summary>
    public static string Of(QueryNode query, HostOrder order, HostPlace last) =>
        ListCursor.Of(ListOf(query, order), new PlaceKey(order), last);

    /// <summary>The place that a request goes on after; null for the first page.</summary>
    /// <exception cref="RequestFault">Its cursor is invalid, or belongs to another query or order.</exception>
    public static HostPlace? Read(HttpRequest request, QueryNode query, HostOrder order) =>
        ListCursor.Read(request, ListOf(query, order), new PlaceKey(order), start: null);

    private static string ListOf(QueryNode query, HostOrder order) => $"{order.Name}\n{QueryText.Of(query)}";

    // The id, and the key that the order goes by.
    private sealed class PlaceKey(HostOrder order) : CursorKey<HostPlace?>
    {
        public override string Write(HostPlace? key) =>
            $"{key!.Id}\n{key.Text ?? CursorKeys.Number.Write(key.Number)}";

        public override bool TryRead(string text, out HostPlace? key)
        {
            key = null;
            if (text.Split('\n', 2) is not [var id, var place]) return false;
            if (!HostColumn.IsNumber(order.Field)) key = new HostPlace(id, place, 0);
            else if (CursorKeys.Number.TryRead(place, out var number)) key = new HostPlace(id, null, number);
            return key is not null;
        }
    }
}
