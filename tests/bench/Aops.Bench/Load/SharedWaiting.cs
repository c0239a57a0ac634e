using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Hosts;
using Aops.Swarm.Wire;

namespace Aops.Bench.Load;

/// <summary>Agents whose heartbeats are held over HTTP/2 connections that many of them share.</summary>
internal sealed class SharedWaiting : IDisposable
{
    private const int AtOnce = 256;
    private const int TriesMax = 20;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly SwarmTransport _transport;
    private readonly Uri _heartbeat;
    private readonly List<(SimulatedHost Host, Task<HttpResponseMessage> Held)> _held = [];

    private SharedWaiting(ServerProcess server)
    {
        _heartbeat = new Uri(server.Url, "/api/agents/heartbeat");
        _transport = new SwarmTransport(new SwarmOptions
        {
            Server = server.Url, AuthorityFile = server.Authority, Tokens = [], OwnConnections = 0,
        });
    }

    /// <summary>Bytes that one costs the server, its share of a connection included.</summary>
    public double BytesOfOne { get; private set; }

    /// <summary>Lets hosts wait, and reads what one costs.</summary>
    public static async Task<SharedWaiting> MeasureAsync(
        ServerProcess server, IReadOnlyList<SimulatedHost> hosts, TimeSpan hold, CancellationToken cancellationToken)
    {
        var waiting = new SharedWaiting(server);
        try
        {
            waiting.BytesOfOne = await AnonymousMemory.OfOneAsync(
                server.Pid, hosts, some => waiting.SendAsync(some, hold, cancellationToken), cancellationToken);
            var answered = waiting._held.Count(one => one.Held.IsCompleted);
            if (answered > 0) throw new InvalidOperationException($"{answered} heartbeats were answered, and not held");
            return waiting;
        }
        catch
        {
            waiting.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _transport.Dispose();

    // Those that were asked to slow down come again, as agents do.
    private async Task SendAsync(IEnumerable<SimulatedHost> hosts, TimeSpan hold, CancellationToken cancellationToken)
    {
        var left = hosts.ToList();
        for (var tries = 0; left.Count > 0 && tries < TriesMax; tries++)
        {
            foreach (var some in left.Chunk(AtOnce))
            {
                foreach (var host in some)
                    _held.Add((host, _transport.Of(host.Traits.Number).SendAsync(Request(host, hold), cancellationToken)));
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
            await Task.Delay(Settling, cancellationToken);
            left = [.. _held.Where(one => one.Held.IsCompleted).Select(one => one.Host)];
            foreach (var (_, answer) in _held.Where(one => one.Held.IsCompleted)) (await answer).Dispose();
            _held.RemoveAll(one => one.Held.IsCompleted);
        }
        if (left.Count > 0) throw new InvalidOperationException($"{left.Count} heartbeats were answered, and not held");
    }

    private HttpRequestMessage Request(SimulatedHost host, TimeSpan hold)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(host.Compose(hold, hold), ContractsJson.Default.HeartbeatRequest);
        var request = new HttpRequestMessage(HttpMethod.Post, _heartbeat)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation(WireHeaders.AgentId, host.AgentId);
        request.Headers.TryAddWithoutValidation(WireHeaders.AgentToken, host.AgentToken);
        return request;
    }
}
