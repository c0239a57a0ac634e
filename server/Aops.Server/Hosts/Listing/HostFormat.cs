using System.Text;
using System.Text.Json;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Hosts.Listing;

/// <summary>A form in which hosts are written one after the other.</summary>
internal abstract class HostFormat
{
    private static readonly HostFormat[] Streamed = [new NdjsonFormat(), new CsvFormat()];

    public abstract string MediaType { get; }

    /// <summary>What stands before the first host.</summary>
    public virtual string Head(HostFieldSet fields) => "";

    /// <summary>Writes one host.</summary>
    public abstract void Append(StringBuilder text, HostRecord host, HostFieldSet fields);

    /// <summary>The form that a request accepts first; null for a page of JSON.</summary>
    /// <exception cref="RequestFault">It accepts none that there is.</exception>
    public static HostFormat? Of(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return null;
        foreach (var range in accepted.Where(range => range.Quality != 0)
            .OrderByDescending(range => range.Quality ?? 1))
        {
            if (range.MatchesMediaType("application/json")) return null;
            if (Array.Find(Streamed, format => range.MatchesMediaType(format.MediaType)) is { } found) return found;
        }
        throw new RequestFault(ProblemKinds.NotAcceptable(
            "application/json", Streamed.Select(format => format.MediaType)));
    }

    private sealed class NdjsonFormat : HostFormat
    {
        public override string MediaType => "application/x-ndjson";

        public override void Append(StringBuilder text, HostRecord host, HostFieldSet fields) =>
            text.Append(JsonSerializer.Serialize(fields.Show(host.Facts), ServerJson.Default.HostView)).Append('\n');
    }

    // RFC 4180.
    private sealed class CsvFormat : HostFormat
    {
        public override string MediaType => "text/csv";

        public override string Head(HostFieldSet fields) => string.Join(',', fields.Names) + "\r\n";

        public override void Append(StringBuilder text, HostRecord host, HostFieldSet fields) =>
            text.AppendJoin(',', fields.Names.Select(name => Cell(HostFieldSet.Text(name, host.Facts)))).Append("\r\n");

        // A spreadsheet would evaluate text that starts like a formula, and hosts choose their texts.
        private static string Cell(string text)
        {
            if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@') text = "'" + text;
            return text.AsSpan().IndexOfAny(",\"\r\n") < 0
                ? text
                : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }
    }
}
