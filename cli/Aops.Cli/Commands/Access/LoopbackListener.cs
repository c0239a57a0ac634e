using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aops.Cli.Commands.Access;

/// <summary>
/// Waits on a port of the loopback for the browser that brings the code. It answers one page, reads 8 KiB of a request at most, and
/// takes a code, or the word that none comes, only with the state of this sign-in: whatever else asks is answered 404, and waited on.
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int RequestBytesMax = 8192;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly string _state;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    /// <param name="state">The state of the sign-in.</param>
    public LoopbackListener(string state)
    {
        _state = state;
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The code, as soon as it is there; null where the browser says that none comes.</summary>
    public async Task<string?> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(RequestTimeout);
            try
            {
                await using var stream = client.GetStream();
                var fields = FieldsOf(await ReadTargetAsync(stream, limit.Token));
                var isOurs = fields.GetValueOrDefault("state") == _state && fields.Keys.Any(key => key is "code" or "error");
                await AnswerAsync(stream, isOurs, limit.Token);
                if (isOurs) return fields.GetValueOrDefault("code");
            }
            catch (Exception e) when (e is IOException or SocketException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // A browser opens connections that it does not use.
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private static async Task<string> ReadTargetAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var (bytes, length) = (new byte[RequestBytesMax], 0);
        while (length < bytes.Length)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken);
            if (read == 0) break;
            length += read;
            if (bytes.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0) break;
        }
        var words = Encoding.ASCII.GetString(bytes, 0, length).Split("\r\n", 2)[0].Split(' ');
        return words is ["GET", var target, _] ? target : "";
    }

    private static Dictionary<string, string> FieldsOf(string target)
    {
        if (!target.StartsWith("/?", StringComparison.Ordinal)) return [];
        return target[2..].Split('&').Select(field => field.Split('=', 2)).Where(pair => pair is [_, { Length: > 0 }])
            .GroupBy(pair => pair[0]).ToDictionary(same => same.Key, same => same.First()[1]);
    }

    private static async Task AnswerAsync(NetworkStream stream, bool isRight, CancellationToken cancellationToken)
    {
        var text = isRight ? "Back to the terminal: this page can be closed.\n" : "There is nothing here.\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {(isRight ? "200 OK" : "404 Not Found")}\r\nContent-Type: text/plain; charset=utf-8\r\n" +
            $"Content-Length: {text.Length}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n" +
            $"X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{text}"), cancellationToken);
    }
}
