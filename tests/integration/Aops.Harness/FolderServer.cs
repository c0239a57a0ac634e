using System.Net;

namespace Aops.Harness;

/// <summary>A web server on loopback that gives the files of a folder, as a mirror does. It remembers what was asked.</summary>
public sealed class FolderServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;
    private readonly Func<byte[], byte[]> _change;
    private readonly List<string> _asked = [];
    private readonly Task _serving;

    /// <summary>Starts one on a free port.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="change">What it makes of a file; null for the file as it is.</param>
    public FolderServer(string folder, Func<byte[], byte[]>? change = null)
    {
        (_folder, _change) = (folder, change ?? (content => content));
        Url = new Uri($"http://127.0.0.1:{FreePort.Find()}/copy/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>The paths that it gave, below its address.</summary>
    public IReadOnlyList<string> Given
    {
        get
        {
            lock (_asked) return [.. _asked];
        }
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The client has gone, or this one was stopped.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        var path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath[Url.AbsolutePath.Length..]);
        var file = Path.Combine(_folder, path);
        if (!File.Exists(file))
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }
        lock (_asked) _asked.Add(path);
        var content = _change(await File.ReadAllBytesAsync(file));
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
    }
}
