using System.Globalization;
using System.Text;

namespace Aops.Sweep.Power;

/// <summary>Reads a recording.</summary>
public static class DiskTrace
{
    private const int Fields = 8;

    private static readonly Dictionary<string, DiskCall> Calls = new()
    {
        ["create"] = DiskCall.Create,
        ["mkdir"] = DiskCall.MakeDirectory,
        ["symlink"] = DiskCall.Symlink,
        ["link"] = DiskCall.Link,
        ["rename"] = DiskCall.Rename,
        ["exchange"] = DiskCall.Exchange,
        ["unlink"] = DiskCall.Unlink,
        ["write"] = DiskCall.Write,
        ["size"] = DiskCall.Resize,
        ["mode"] = DiskCall.ChangeMode,
        ["flush"] = DiskCall.Flush,
        ["flush-all"] = DiskCall.FlushAll,
        ["exec"] = DiskCall.Execute,
        ["ended"] = DiskCall.End,
    };

    /// <summary>Reads all of it.</summary>
    /// <param name="file">What the tracer wrote.</param>
    /// <exception cref="InvalidDataException">It is no recording, or it is cut.</exception>
    public static IReadOnlyList<DiskEvent> Read(string file)
    {
        var events = new List<DiskEvent>();
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(file);
        var total = rest.Length;
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            if (end < 0) throw new InvalidDataException($"{file} is cut after {events.Count} calls");
            var line = Encoding.UTF8.GetString(rest.Span[..end]);
            var fields = line.Split('\t');
            if (fields.Length != Fields || !Calls.TryGetValue(fields[0], out var call))
                throw new InvalidDataException($"{file}: '{line}' is no call");
            rest = rest[(end + 1)..];
            var length = int.Parse(fields[3], CultureInfo.InvariantCulture);
            events.Add(new DiskEvent(call, fields[6])
            {
                Inode = ulong.Parse(fields[1], CultureInfo.InvariantCulture),
                Offset = long.Parse(fields[2], CultureInfo.InvariantCulture),
                Data = rest[..length],
                Mode = Convert.ToInt32(fields[4], 8),
                Program = fields[5],
                Source = fields[7],
                RecordedBytes = total - rest.Length + length,
            });
            rest = rest[length..];
        }
        return events;
    }
}
