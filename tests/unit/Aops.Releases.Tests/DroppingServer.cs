using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aops.Releases.Tests;

/// <summary>A tiny HTTP server for one file that drops, refuses, drips or ignores ranges, as a test asks.</summary>
internal sealed class DroppingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _content;
    private readonly Task _serving;

    public DroppingServer(byte[] content)
    {
        _content = content;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/repo");

    /// <summary>Bytes of the body after which each connection is cut; 0 for never.</summary>
    public int DropAfterBytes { get; init; }

    public bool IgnoresRanges { get; init; }

    /// <summary>Answers this status to the first requests.</summary>
    public (int Count, int Status) Refuse { get; set; }

    /// <summary>Bytes after which the body stalls for ever.</summary>
    public int StallAfterBytes { get; init; } = int.MaxValue;

    public List<string> Ranges { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
                var range = "";
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
                {
                    if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) range = line[13..];
                }
                lock (Ranges) Ranges.Add(range);
                await WriteAsync(stream, range);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went, or the test ended.
            }
        }
    }

    private async Task WriteAsync(NetworkStream stream, string range)
    {
        if (Refuse.Count > 0)
        {
            Refuse = (Refuse.Count - 1, Refuse.Status);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {Refuse.Status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
            return;
        }
        var isPartial = range.Length > 0 && !IgnoresRanges;
        var start = isPartial ? int.Parse(range.TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        var status = isPartial ? "206 Partial Content" : "200 OK";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Length: {_content.Length - start}\r\nConnection: close\r\n\r\n"), _stop.Token);
        var count = _content.Length - start;
        if (DropAfterBytes > 0) count = Math.Min(count, DropAfterBytes);
        await stream.WriteAsync(_content.AsMemory(start, Math.Min(count, StallAfterBytes)), _stop.Token);
        if (count > StallAfterBytes) await Task.Delay(Timeout.Infinite, _stop.Token);
    }
}
