using System.Text.Json;
using Aops.LogTail.Lines;
using Aops.LogTail.Records;

namespace Aops.LogTail.Tests.Support;

/// <summary>Reads a source as the pump does, without a spool, and takes the records apart.</summary>
internal static class Reading
{
    public static IReadOnlyList<JsonElement> Pass(ISource source, TimeProvider clock, bool isLast = false)
    {
        var records = new List<JsonElement>();
        for (var isMore = true; isMore;)
        {
            var chunk = new Chunk(1, clock.GetUtcNow(), new RecordWriter());
            isMore = source.Read(chunk, isLast);
            records.AddRange(Parse(chunk.Records));
        }
        return records;
    }

    public static IReadOnlyList<string> Messages(ISource source, TimeProvider clock) =>
        [.. Pass(source, clock).Select(Message)];

    public static string Message(JsonElement record) => record.GetProperty("message").GetString()!;

    public static IReadOnlyList<JsonElement> Parse(ReadOnlyMemory<byte> lines) =>
        [.. System.Text.Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The whole state of a source after a pass, as the spool would fold it.</summary>
    public static SourceState Fold(SourceState? before, ISource source)
    {
        var stream = new StreamState { Stream = "s", Sources = before is null ? [] : [before] };
        return stream.With(stream with { Sources = [source.State] }).Sources.Single(s => s.Name == source.Name);
    }
}
