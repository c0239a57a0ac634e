using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Aops.Supervision.Probes;

/// <summary>One network check of a process.</summary>
internal static class ProbeCheck
{
    /// <summary>Whether a connection is accepted.</summary>
    /// <param name="address"><c>host:port</c>.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public static async Task<ProbeResult> TcpAsync(string address, CancellationToken cancellationToken)
    {
        var colon = address.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > 65_535)
        {
            return ProbeResult.Failed($"'{address}' is not host:port");
        }
        try
        {
            using var socket = await ConnectAsync(address[..colon].Trim('[', ']'), port, cancellationToken);
            return ProbeResult.Passed;
        }
        catch (SocketException e)
        {
            return ProbeResult.Failed($"{address}: {e.Message}");
        }
    }

    /// <summary>
    /// Whether a GET is answered with 200 to 399. Sends HTTP/1.0 on its own socket and reads only the status line,
    /// so that a probe costs next to nothing.
    /// </summary>
    /// <param name="address">An http URL.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public static async Task<ProbeResult> HttpAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
            return ProbeResult.Failed($"'{address}' is not an http:// address");
        try
        {
            using var socket = await ConnectAsync(url.IdnHost, url.Port, cancellationToken);
            var request = $"GET {url.PathAndQuery} HTTP/1.0\r\nHost: {url.Authority}\r\nUser-Agent: aops-probe\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
            return await ReadStatusAsync(socket, cancellationToken) switch
            {
                >= 200 and <= 399 => ProbeResult.Passed,
                { } status => ProbeResult.Failed($"{address} answers {status}"),
                null => ProbeResult.Failed($"{address} does not answer as an HTTP server"),
            };
        }
        catch (SocketException e)
        {
            return ProbeResult.Failed($"{address}: {e.Message}");
        }
    }

    // "HTTP/1.1 200 OK": the three digits behind the first space.
    private static async Task<int?> ReadStatusAsync(Socket socket, CancellationToken cancellationToken)
    {
        const int statusEnd = 12;
        var line = new byte[statusEnd];
        var length = 0;
        while (length < statusEnd)
        {
            var count = await socket.ReceiveAsync(line.AsMemory(length), cancellationToken);
            if (count == 0) return null;
            length += count;
        }
        return line.AsSpan().StartsWith("HTTP/1."u8)
            && Utf8Parser.TryParse(line.AsSpan(9, 3), out int status, out var read) && read == 3
                ? status
                : null;
    }

    private static async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
