using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aops.RepositorySimulator;

/// <summary>How a mirror answers for one file.</summary>
public enum MirrorBehaviour
{
    /// <summary>With the file.</summary>
    Honest,

    /// <summary>With the file, and then with bytes that never end.</summary>
    Endless,

    /// <summary>With one byte of the file a second.</summary>
    Dripping,
}

/// <summary>A mirror on a free loopback port that serves a repository's files, or lies about some of them.</summary>
public sealed class MirrorServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, MirrorBehaviour> _behaviours = [];
    private readonly Task _serving;
    private volatile IReadOnlyDictionary<string, byte[]> _files;

    /// <summary>Starts a mirror.</summary>
    /// <param name="files">What it serves, by path.</param>
    public MirrorServer(IReadOnlyDictionary<string, byte[]> files)
    {
        _files = files;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Its address, with a slash at the end.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Bytes of bodies that went out, as far as the kernel took them.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Serves other files from now on.</summary>
    /// <param name="files">What it serves, by path.</param>
    public void Serve(IReadOnlyDictionary<string, byte[]> files) => _files = new Dictionary<string, byte[]>(files);

    /// <summary>Sets how it answers for a file.</summary>
    /// <param name="behaviour">The answer.</param>
    public void Behave(string path, MirrorBehaviour behaviour) => _behaviours[path] = behaviour;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Not before: a call to accept that begins after the stop is a fault of its own.
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(AnswerAsync(client));
            }
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
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var request = await reader.ReadLineAsync(_stop.Token) ?? "";
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 }) { }
                await RespondAsync(stream, request.Split(' ').ElementAtOrDefault(1)?.TrimStart('/') ?? "");
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, as it should from a mirror such as this one.
            }
        }
    }

    private async Task RespondAsync(NetworkStream stream, string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
                _stop.Token);
            return;
        }
        var behaviour = _behaviours.GetValueOrDefault(path);
        var length = behaviour == MirrorBehaviour.Endless
            ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {file.Length}\r\n");
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{length}Connection: close\r\n\r\n"), _stop.Token);
        if (behaviour == MirrorBehaviour.Dripping)
        {
            foreach (var one in file)
            {
                await SendAsync(stream, new[] { one });
                await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token);
            }
            return;
        }
        await SendAsync(stream, file);
        var more = new byte[64 * 1024];
        while (behaviour == MirrorBehaviour.Endless) await SendAsync(stream, more);
    }

    private async Task SendAsync(NetworkStream stream, ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes, _stop.Token);
        BytesSent += bytes.Length;
    }
}
