using System.Text.Json;
using Aops.LogTail.Records;

namespace Aops.LogTail.Spooling;

/// <summary>What the folder of the spool holds at a start.</summary>
/// <param name="Damaged">Lines within older segments that cannot be read: number of the first, how many, bytes.</param>
internal sealed record SpoolFiles(
    List<Segment> Segments, StreamState State, IReadOnlyList<(long FirstSeq, long Lines, long Bytes)> Damaged)
{
    /// <summary>
    /// Opens and checks all segments. The rest of a broken write at the end of the newest is cut off: its lines are
    /// read from their sources again, since the positions lay in it.
    /// </summary>
    internal static SpoolFiles Open(string folder)
    {
        var segments = new List<Segment>(Segment.OpenAll(folder));
        StreamState? state = null;
        var damaged = new List<(long, long, long)>();
        for (var i = segments.Count - 1; i >= 0; i--)
        {
            StreamState? own = null;
            segments[i].Scan(state is not null ? null : (_, json) =>
            {
                var part = JsonSerializer.Deserialize(json, StreamJson.Default.StreamState);
                if (part is not null) own = own is null ? part : own.With(part);
            });
            state ??= own;
            if (segments[i].Length > 0) continue;
            // Not even its first record: of the newest the start was broken off, of an older one the disk lost all.
            if (i + 1 < segments.Count)
                damaged.Add((segments[i].BaseSeq, segments[i + 1].BaseSeq - segments[i].BaseSeq, 0));
            segments[i].Delete();
            segments.RemoveAt(i);
        }
        for (var i = 0; i < segments.Count; i++)
        {
            if (!segments[i].HasRest) continue;
            if (i + 1 < segments.Count && segments[i + 1].BaseSeq > segments[i].EndSeq)
                damaged.Add((segments[i].EndSeq, segments[i + 1].BaseSeq - segments[i].EndSeq, 0));
            segments[i].Cut();
        }
        return new SpoolFiles(
            segments, state ?? new StreamState { Stream = Guid.NewGuid().ToString("N"), Sources = [] }, damaged);
    }
}
