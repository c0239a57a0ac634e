using Aops.Contracts.Wire;

namespace Aops.Hosting.Connections;

/// <summary>Requests that a host authenticates by its identity.</summary>
public static class AgentRequest
{
    /// <summary>Makes a request.</summary>
    /// <param name="path">Relative to the server.</param>
    /// <exception cref="FormatException">The identity cannot be a header.</exception>
    public static HttpRequestMessage Make(HttpMethod method, Uri server, string path, Identity identity)
    {
        var request = new HttpRequestMessage(method, new Uri(server, path));
        request.Headers.Add(WireHeaders.AgentId, identity.AgentId);
        request.Headers.Add(WireHeaders.AgentToken, identity.AgentToken);
        return request;
    }

    /// <summary>
    /// Sends one request without a body over a new TCP connection, so that a pooled connection with other settings cannot
    /// answer for it.
    /// </summary>
    /// <param name="path">Relative to the server.</param>
    /// <param name="longest">Longest time for the request and its answer.</param>
    /// <param name="read">Reads the answer.</param>
    /// <exception cref="InvalidDataException">The authority holds no certificate, or OpenSSL cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or took longer.</exception>
    internal static async Task<T> SendOnceAsync<T>(
        ServerConnection connection, Identity identity, HttpMethod method, string path, TimeSpan longest,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(longest);
        using var client = new HttpClient(connection.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = Make(method, connection.Server, path, identity);
        using var response = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        return await read(response, deadline.Token);
    }
}
