using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aops.Query;
using Aops.Server.Hosts.Sql;

namespace Aops.Server.Hosts.Listing;

/// <summary>
/// Position in a list, as an opaque word for clients: a digest of the query and its order, and the position
/// of the last host. It is not a secret and grants nothing.
/// </summary>
internal static class HostCursor
{
    private const int CharsMax = 4096;
    private const int Parts = 4;

    /// <summary>The word for the hosts after a given one.</summary>
    public static string Of(QueryNode query, HostOrder order, HostPlace last)
    {
        var key = last.Text ?? last.Number.ToString(CultureInfo.InvariantCulture);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"1\n{Mark(query, order)}\n{last.Id}\n{key}"));
    }

    /// <summary>Parses a word.</summary>
    /// <returns>Null if it is invalid, or belongs to another query or order.</returns>
    public static HostPlace? Read(string word, QueryNode query, HostOrder order)
    {
        if (word.Length > CharsMax || !Base64Url.IsValid(word)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(word)).Split('\n', Parts);
        if (parts.Length != Parts || parts[0] != "1" || parts[1] != Mark(query, order)) return null;
        if (!HostColumn.IsNumber(order.Field)) return new HostPlace(parts[2], parts[3], 0);
        return long.TryParse(parts[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new HostPlace(parts[2], null, number)
            : null;
    }

    private static string Mark(QueryNode query, HostOrder order)
    {
        var text = $"{order.Name}\n{QueryText.Of(query)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
