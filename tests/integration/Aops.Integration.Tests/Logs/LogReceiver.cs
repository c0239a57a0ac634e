using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aops.Integration.Tests.Logs;

/// <summary>
/// A receiver as docs/reference/LOG-TAIL.md asks for one: it remembers the last number of each stream, and leaves out
/// what is not greater. It may be away.
/// </summary>
internal sealed class LogReceiver(int port) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _last = [];
    private readonly List<string> _messages = [];
    private readonly Dictionary<(string Reason, long Id), long> _dropped = [];
    private WebApplication? _app;

    /// <summary>Lines that came a second time, and were left out.</summary>
    public long Repeats { get; private set; }

    /// <summary>Streams that it has seen.</summary>
    public int Streams
    {
        get
        {
            lock (_gate) return _last.Count;
        }
    }

    /// <summary>Messages in the order of their arrival.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_gate) return [.. _messages];
        }
    }

    /// <summary>How many messages have come.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _messages.Count;
        }
    }

    /// <summary>Lines that the stream says were dropped; a notice that comes twice counts once.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate) return _dropped.Values.Sum();
        }
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add($"http://127.0.0.1:{port}");
        _app.MapPost("/in", (RequestDelegate)TakeAsync);
        await _app.StartAsync();
    }

    /// <summary>Goes away; connections are refused until it is started again.</summary>
    public async Task StopAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task TakeAsync(HttpContext context)
    {
        await using var unpacked = new GZipStream(context.Request.Body, CompressionMode.Decompress);
        using var body = new MemoryStream();
        await unpacked.CopyToAsync(body);
        Take(context.Request.Headers["Aops-Log-Stream"].ToString(), Encoding.UTF8.GetString(body.ToArray()));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private void Take(string stream, string lines)
    {
        lock (_gate)
        {
            foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using var record = JsonDocument.Parse(line);
                var seq = record.RootElement.GetProperty("seq").GetInt64();
                if (seq <= _last.GetValueOrDefault(stream))
                {
                    Repeats++;
                    continue;
                }
                _last[stream] = seq;
                if (record.RootElement.TryGetProperty("dropped", out var dropped))
                {
                    _dropped[(record.RootElement.GetProperty("reason").GetString()!,
                        record.RootElement.GetProperty("dropId").GetInt64())] = dropped.GetInt64();
                }
                else
                {
                    _messages.Add(record.RootElement.GetProperty("message").GetString()!);
                }
            }
        }
    }
}
