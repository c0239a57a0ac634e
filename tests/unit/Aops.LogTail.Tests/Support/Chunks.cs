using System.Text;
using Aops.LogTail.Records;
using Aops.LogTail.Spooling;

namespace Aops.LogTail.Tests.Support;

/// <summary>Makes chunks by hand.</summary>
internal static class Chunks
{
    public static readonly byte[] Head = RecordWriter.Head(
        new Dictionary<string, string> { ["host"] = "h" }, "app");

    /// <summary>Appends lines to a spool, with a position that says how many there were.</summary>
    public static void Append(this Spool spool, TimeProvider clock, long position, params string[] messages)
    {
        var chunk = new Chunk(spool.NextSeq, clock.GetUtcNow(), new RecordWriter());
        foreach (var message in messages)
        {
            var writer = chunk.Begin(Head);
            writer.Member("message"u8, Encoding.UTF8.GetBytes(message));
            chunk.End();
        }
        chunk.Change(new SourceState { Name = "app", ReadLines = position });
        spool.Append(chunk);
    }

    /// <summary>Reads and acknowledges all that waits.</summary>
    public static IReadOnlyList<(long Seq, string Message)> Drain(this Spool spool, int linesMax = 1000)
    {
        var lines = new List<(long, string)>();
        while (spool.TryRead(linesMax, 1_000_000) is { } batch)
        {
            var records = Reading.Parse(batch.Bytes);
            Assert.Equal(batch.Lines, records.Count);
            lines.AddRange(records.Select(r => (r.GetProperty("seq").GetInt64(), Reading.Message(r))));
            spool.Delivery.Sent(batch);
            spool.Release();
        }
        return lines;
    }
}
