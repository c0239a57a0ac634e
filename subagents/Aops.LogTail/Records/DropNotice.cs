using System.Globalization;
using System.Text;

namespace Aops.LogTail.Records;

/// <summary>The record that tells, within the stream, how many lines were dropped, when and why.</summary>
internal static class DropNotice
{
    internal static void Write(Chunk chunk, byte[] head, PendingDrop drop)
    {
        var writer = chunk.Begin(head);
        writer.Member("dropped"u8, drop.Lines);
        writer.Member("droppedBytes"u8, drop.Bytes);
        writer.Member("reason"u8, Encoding.UTF8.GetBytes(drop.Reason));
        writer.Member("dropId"u8, drop.Id);
        writer.Member("from"u8, Moment(drop.From));
        writer.Member("to"u8, Moment(drop.To));
        if (drop.LastSeq > 0)
        {
            writer.Member("firstSeq"u8, drop.FirstSeq);
            writer.Member("lastSeq"u8, drop.LastSeq);
        }
        writer.Member("message"u8, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{drop.Lines} lines were dropped ({drop.Reason})")));
        chunk.End();
    }

    private static byte[] Moment(DateTimeOffset time) => Encoding.ASCII.GetBytes(
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
}
