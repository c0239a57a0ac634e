using System.Text;

namespace Aops.Server.Runs.Output;

/// <summary>
/// The output of several hosts as lines, by the time at which the hosts read them; the clocks of hosts differ. A line that is not
/// whole is completed by the next bytes of its host and stream.
/// </summary>
internal sealed class MergedLog : IDisposable
{
    /// <summary>Hosts that are read at once.</summary>
    public const int HostsMax = 100;

    private const int BytesMax = 8 * 1024 * 1024;
    private const int LineBytesMax = 16 * 1024;

    private readonly List<(string Hostname, OutputReader Reader)> _hosts;

    /// <param name="hosts">Names of hosts, each with its output; null for none.</param>
    public MergedLog(IEnumerable<(string Hostname, OutputReader? Reader)> hosts) =>
        _hosts = [.. hosts.Where(host => host.Reader is not null).Select(host => (host.Hostname, host.Reader!))];

    /// <summary>What stands in the place of missing bytes.</summary>
    public static string GapLine(long missing) => $"[{missing} bytes are missing]\n";

    /// <summary>The lines, each with its end.</summary>
    /// <param name="others">Hosts that are left out.</param>
    public IEnumerable<string> Lines(long others)
    {
        var order = new PriorityQueue<Source, long>();
        var parts = new Dictionary<(int Host, byte Stream), MemoryStream>();
        var left = BytesMax;
        for (var i = 0; i < _hosts.Count; i++)
        {
            var source = new Source(i, _hosts[i].Reader.ReadAll().GetEnumerator());
            if (source.Frames.MoveNext()) order.Enqueue(source, source.Frames.Current.Frame.Microseconds);
        }
        while (left > 0 && order.TryDequeue(out var next, out _))
        {
            var (frame, content) = next.Frames.Current;
            foreach (var line in Split(parts, next.Host, frame, content))
            {
                left -= line.Length;
                yield return line;
            }
            if (next.Frames.MoveNext()) order.Enqueue(next, next.Frames.Current.Frame.Microseconds);
        }
        foreach (var (key, part) in parts.Where(part => part.Value.Length > 0))
            yield return LineOf(key.Host, part.ToArray());
        if (order.Count > 0) yield return $"[more than {BytesMax} bytes: the rest is left out]\n";
        if (others > 0) yield return $"[{others} further hosts are left out]\n";
    }

    public void Dispose()
    {
        foreach (var (_, reader) in _hosts) reader.Dispose();
    }

    private IEnumerable<string> Split(
        Dictionary<(int, byte), MemoryStream> parts, int host, OutputFrame frame, byte[] content)
    {
        if (frame.IsGap)
        {
            yield return $"{_hosts[host].Hostname}: {GapLine(OutputFrame.MissingIn(content))}";
            yield break;
        }
        if (!parts.TryGetValue((host, frame.Stream), out var part))
            parts[(host, frame.Stream)] = part = new MemoryStream();
        foreach (var value in content)
        {
            if (value != (byte)'\n') part.WriteByte(value);
            if (value != (byte)'\n' && part.Length < LineBytesMax) continue;
            yield return LineOf(host, part.ToArray());
            part.SetLength(0);
        }
    }

    private string LineOf(int host, byte[] bytes) => $"{_hosts[host].Hostname}: {Encoding.UTF8.GetString(bytes)}\n";

    private sealed record Source(int Host, IEnumerator<(OutputFrame Frame, byte[] Content)> Frames);
}
