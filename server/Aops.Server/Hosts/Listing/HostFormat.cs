using System.Text;
using System.Text.Json;
using Aops.Native.Programs;
using Aops.Server.Http;
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
        var form = ListForm.Of(request);
        return Array.Find(Streamed, format => format.MediaType == form.MediaType);
    }

    private sealed class NdjsonFormat : HostFormat
    {
        public override string MediaType => ListForm.Ndjson.MediaType;

        public override void Append(StringBuilder text, HostRecord host, HostFieldSet fields) =>
            text.Append(JsonSerializer.Serialize(fields.Show(host.Facts), ServerJson.Default.HostView)).Append('\n');
    }

    // RFC 4180.
    private sealed class CsvFormat : HostFormat
    {
        public override string MediaType => ListForm.Csv.MediaType;

        public override string Head(HostFieldSet fields) => string.Join(',', fields.Names) + "\r\n";

        public override void Append(StringBuilder text, HostRecord host, HostFieldSet fields) =>
            text.AppendJoin(',', fields.Names.Select(name => CsvText.Cell(HostFieldSet.Text(name, host.Facts))))
                .Append("\r\n");
    }
}
