using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Runs;
using Aops.Swarm.Hosts;

namespace Aops.Swarm.Wire;

/// <summary>The requests of simulated hosts, as an agent makes them.</summary>
/// <param name="server">The server.</param>
/// <param name="transport">Its connections.</param>
internal sealed class AgentWire(Uri server, SwarmTransport transport)
{
    private readonly Uri _register = new(server, "/api/agents/register");
    private readonly Uri _heartbeat = new(server, "/api/agents/heartbeat");

    /// <summary>Enrols a host.</summary>
    /// <param name="token">An enrolment token.</param>
    public Task<AgentReply<RegisterReply>> EnrolAsync(
        SimulatedHost host, string token, CancellationToken cancellationToken) =>
        SendAsync(host, Registration(host, null,
            [(WireHeaders.AgentToken, token), (WireHeaders.Attempt, host.Traits.Info.MachineId)]),
            ContractsJson.Default.RegisterReply, cancellationToken);

    /// <summary>Asks, by the identity of another host that this one was copied from, for one of its own.</summary>
    public Task<AgentReply<RegisterReply>> CloneAsync(
        SimulatedHost copy, SimulatedHost original, CancellationToken cancellationToken) =>
        SendAsync(copy, Registration(copy, original.AgentId,
            [(WireHeaders.AgentId, original.AgentId!), (WireHeaders.AgentToken, original.AgentToken!)]),
            ContractsJson.Default.RegisterReply, cancellationToken);

    /// <summary>Sends a heartbeat, which the server may hold.</summary>
    public Task<AgentReply<HeartbeatReply>> HeartbeatAsync(
        SimulatedHost host, HeartbeatRequest heartbeat, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, ContractsJson.Default.HeartbeatRequest);
        var request = Request(host, _heartbeat, body,
            [(WireHeaders.AgentId, host.AgentId!), (WireHeaders.AgentToken, host.AgentToken!)]);
        return SendAsync(host, request, ContractsJson.Default.HeartbeatReply, cancellationToken);
    }

    /// <summary>Tells where a run of a host stands.</summary>
    /// <returns>Whether the server has it.</returns>
    public Task<bool> ReportRunAsync(
        SimulatedHost host, string run, RunReport report, CancellationToken cancellationToken) => PostAsync(
        host, $"/api/agents/runs/{run}/report", JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.RunReport),
        "application/json", cancellationToken);

    /// <summary>Sends the whole output of a run of a host.</summary>
    /// <param name="frames">Its frames.</param>
    /// <returns>Whether the server has it.</returns>
    public Task<bool> SendOutputAsync(
        SimulatedHost host, string run, byte[] frames, CancellationToken cancellationToken) => PostAsync(
        host, $"/api/agents/runs/{run}/output?offset=0", frames, "application/octet-stream", cancellationToken);

    private async Task<bool> PostAsync(
        SimulatedHost host, string path, byte[] body, string type, CancellationToken cancellationToken)
    {
        using var request = Request(host, new Uri(server, path), body,
            [(WireHeaders.AgentId, host.AgentId!), (WireHeaders.AgentToken, host.AgentToken!)], type);
        using var answer = await transport.Of(host.Traits.Number).SendAsync(request, cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    private HttpRequestMessage Registration(SimulatedHost host, string? agentId, (string, string)[] headers)
    {
        var registration = new RegisterRequest
        {
            AgentId = agentId, Host = host.Traits.Info, AgentVersion = host.Version,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(registration, ContractsJson.Default.RegisterRequest);
        return Request(host, _register, body, headers);
    }

    private HttpRequestMessage Request(SimulatedHost host, Uri uri, byte[] body, (string Name, string Value)[] headers,
        string type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = transport.VersionOf(host.Traits.Number),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private async Task<AgentReply<T>> SendAsync<T>(
        SimulatedHost host, HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using (request)
        {
            using var answer = await transport.Of(host.Traits.Number).SendAsync(request, cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            var wait = answer.Headers.RetryAfter?.Delta;
            if (answer.StatusCode == HttpStatusCode.OK)
                return new(answer.StatusCode, JsonSerializer.Deserialize(body, type), null, wait);
            return new(answer.StatusCode, null, TryReadCode(body), wait);
        }
    }

    private static string? TryReadCode(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ContractsJson.Default.Problem)?.Code;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
