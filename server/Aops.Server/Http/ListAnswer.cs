using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Native.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Aops.Server.Http;

/// <summary>
/// Answers a request for a list: a page as JSON, or rows as NDJSON or CSV, which go on to the last one unless the request has
/// a limit, and are read as the client takes them.
/// </summary>
internal static class ListAnswer
{
    /// <summary>Writes the list.</summary>
    /// <param name="context">The request, whose <c>limit</c> and <c>cursor</c> are read.</param>
    /// <param name="source">Its rows.</param>
    /// <param name="page">Makes the object of a page, of rows and the word for the next page, null for none.</param>
    /// <param name="type">How that is written.</param>
    public static async Task WriteListAsync<TRow, TKey, TPage>(
        this HttpContext context, ListSource<TRow, TKey> source, Func<IReadOnlyList<TRow>, string?, TPage> page,
        JsonTypeInfo<TPage> type)
    {
        var form = ListForm.Of(context.Request);
        if (form != ListForm.Json)
        {
            await context.WriteRowsAsync(source, form);
            return;
        }
        var after = ListCursor.Read(context.Request, source.Form, source.Start);
        var (rows, hasMore) = await ReadAsync(source, after, context.Request.Limit(), context.RequestAborted);
        var next = hasMore ? ListCursor.Of(context.Request, source.Form, source.Key(rows[^1])) : null;
        await context.WriteJsonAsync(page(rows, next), type);
    }

    /// <summary>Writes the rows a line each.</summary>
    /// <param name="form">NDJSON or CSV.</param>
    public static async Task WriteRowsAsync<TRow, TKey>(
        this HttpContext context, ListSource<TRow, TKey> source, ListForm form)
    {
        var after = ListCursor.Read(context.Request, source.Form, source.Start);
        var isBounded = context.Request.Word("limit") is not null;
        var limit = isBounded ? context.Request.Limit() : ServerLimits.PageRowsMax;
        var (rows, hasMore) = await ReadAsync(source, after, limit, context.RequestAborted);
        context.Response.ContentType = $"{form.MediaType}; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        if (isBounded && hasMore)
        {
            var next = ListCursor.Of(context.Request, source.Form, source.Key(rows[^1]));
            context.Response.Headers.Link = LinkTo(context.Request, next);
        }
        var names = source.Row.Properties.Where(member => member.Get is not null)
            .Select(member => member.Name).ToList();
        if (form == ListForm.Csv) await context.Response.WriteAsync(string.Join(',', names) + "\r\n");
        while (true)
        {
            var text = new StringBuilder();
            foreach (var row in rows) Append(text, row, source.Row, form, names);
            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
            if (isBounded || !hasMore) return;
            (rows, hasMore) = await ReadAsync(source, source.Key(rows[^1]), limit, context.RequestAborted);
        }
    }

    /// <summary>The address of the next page.</summary>
    public static string LinkTo(HttpRequest request, string cursor)
    {
        var query = request.Query.Where(pair => pair.Key != "cursor")
            .Append(new("cursor", cursor)).ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        return $"<{QueryHelpers.AddQueryString(request.Path, query)}>; rel=\"next\"";
    }

    private static void Append<TRow>(
        StringBuilder text, TRow row, JsonTypeInfo<TRow> type, ListForm form, List<string> names)
    {
        if (form == ListForm.Ndjson)
        {
            text.Append(JsonSerializer.Serialize(row, type)).Append('\n');
            return;
        }
        var cells = JsonSerializer.SerializeToElement(row, type);
        text.AppendJoin(',', names.Select(name => CsvText.Cell(TextOf(cells, name)))).Append("\r\n");
    }

    private static string TextOf(JsonElement row, string name) => row.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
        : "";

    // One more than asked for tells whether there is a next page.
    private static async Task<(IReadOnlyList<TRow> Rows, bool HasMore)> ReadAsync<TRow, TKey>(
        ListSource<TRow, TKey> source, TKey after, int limit, CancellationToken cancellationToken)
    {
        var rows = await source.Read(after, limit + 1, cancellationToken);
        return rows.Count <= limit ? (rows, false) : ([.. rows.Take(limit)], true);
    }
}
