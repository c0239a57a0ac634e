using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Hosting;

namespace Aops.Harness;

/// <summary>Client of the operator's API, as a script would use it.</summary>
public sealed class ServerApi : IDisposable
{
    private readonly HttpClient _http;

    private ServerApi(HttpClient http, string operatorToken)
    {
        _http = http;
        OperatorToken = operatorToken;
    }

    /// <summary>The secret of the operator.</summary>
    public string OperatorToken { get; }

    /// <summary>Makes a client that trusts this one authority.</summary>
    /// <param name="authority">Its authority, as PEM.</param>
    /// <param name="tokenFile">File with the operator's token.</param>
    public static async Task<ServerApi> ConnectAsync(
        Uri server, string authority, string tokenFile, CancellationToken cancellationToken)
    {
        var token = await Eventually.GetAsync($"the server writes {tokenFile}", TimeSpan.FromSeconds(10),
            async stop => await File.ReadAllTextAsync(tokenFile, stop) is { Length: > 0 } text ? text.Trim() : null,
            cancellationToken);
        var http = CreateClient(server, authority);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ServerApi(http, token);
    }

    /// <summary>HTTP to a server whose authority alone is trusted.</summary>
    /// <param name="authority">Its authority, as PEM.</param>
    public static HttpClient CreateClient(Uri server, string authority)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        // One, or two during a rotation.
        policy.CustomTrustStore.ImportFromPem(File.ReadAllText(authority));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = policy;
        return new HttpClient(handler) { BaseAddress = server };
    }

    /// <summary>Whether the server answers.</summary>
    public async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync("/healthz", cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Creates an enrolment token.</summary>
    public async Task<string> CreateEnrolmentTokenAsync(CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Post, "/api/enrolment-tokens", new JsonObject(), cancellationToken))
            ["token"]!.GetValue<string>();

    /// <summary>Makes an enrolment token for many hosts, which get the label <c>kind</c>.</summary>
    /// <param name="ttlSeconds">How long it is good, where that is not the default.</param>
    public async Task<string> CreateEnrolmentTokenAsync(
        string kind, int uses, CancellationToken cancellationToken, int? ttlSeconds = null)
    {
        var body = new JsonObject { ["uses"] = uses, ["labels"] = new JsonObject { ["kind"] = kind } };
        if (ttlSeconds is not null) body["ttlSeconds"] = ttlSeconds;
        return (await SendAsync(HttpMethod.Post, "/api/enrolment-tokens", body, cancellationToken))["token"]!.GetValue<string>();
    }

    /// <summary>Registers a machine as its installer would.</summary>
    /// <param name="token">An enrolment token.</param>
    /// <param name="machineId">What tells the machine from others: 64 hexadecimal digits.</param>
    public async Task<Identity> RegisterAsync(string token, string machineId, CancellationToken cancellationToken)
    {
        var host = new HostInfo { Hostname = "original", MachineId = machineId, Architecture = "x64" };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/agents/register")
        {
            Content = new StringContent(
                JsonSerializer.Serialize(
                    new RegisterRequest { Host = host, AgentVersion = PublishedPrograms.First },
                    ContractsJson.Default.RegisterRequest),
                Encoding.UTF8, "application/json"),
            Headers = { { WireHeaders.AgentToken, token } },
        };
        var reply = await SendAsync(request, cancellationToken);
        return new Identity
        {
            AgentId = reply["agentId"]!.GetValue<string>(),
            AgentToken = reply["agentToken"]!.GetValue<string>(),
            MachineId = machineId,
        };
    }

    /// <summary>The agents of the fleet.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAgentsAsync(CancellationToken cancellationToken)
    {
        var agents = new List<JsonNode>();
        for (var path = "/api/fleet"; path is not null;)
        {
            var page = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
            agents.AddRange(page["agents"]!.AsArray().Select(agent => agent!));
            path = page["next"] is { } next ? $"/api/fleet?after={next}" : null;
        }
        return agents;
    }

    /// <summary>One agent: its summary, its last heartbeat, and what it should be.</summary>
    public async Task<JsonObject> GetAgentAsync(string id, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, $"/api/fleet/{id}", null, cancellationToken)).AsObject();

    /// <summary>
    /// Changes some members of an agent's desired state. Every change is a new order for each version that
    /// the result names, also for one that failed before.
    /// </summary>
    public async Task ChangeDesiredAsync(string id, JsonObject change, CancellationToken cancellationToken)
    {
        var path = $"/api/fleet/{id}/desired";
        var now = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        var document = now["document"]?.DeepClone().AsObject() ?? [];
        foreach (var (key, value) in change) document[key] = value?.DeepClone();
        await SendAsync(HttpMethod.Put, path, document, cancellationToken);
    }

    /// <summary>The newest events, as JSON.</summary>
    public async Task<string> EventsAsync(CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, "/api/events?limit=1000", null, cancellationToken)).ToJsonString();

    /// <summary>Gives an agent a command.</summary>
    public async Task CommandAsync(string id, string kind, CancellationToken cancellationToken) =>
        await SendAsync(
            HttpMethod.Post, $"/api/fleet/{id}/commands", new JsonObject { ["kind"] = kind }, cancellationToken);

    /// <summary>Has a sub-agent of an agent restarted.</summary>
    public async Task RestartSubAgentAsync(string id, string subAgent, CancellationToken cancellationToken) =>
        await SendAsync(
            HttpMethod.Post, $"/api/fleet/{id}/commands",
            new JsonObject { ["kind"] = "restart-sub-agent", ["subAgent"] = subAgent }, cancellationToken);

    /// <summary>The commands of an agent, with their results.</summary>
    public async Task<JsonArray> ListCommandsAsync(string id, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, $"/api/fleet/{id}/commands", null, cancellationToken))["commands"]!.AsArray();

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    /// <summary>Gets a path as it comes, unparsed.</summary>
    /// <param name="accept">The form that is asked for; null for the first that the server has.</param>
    public async Task<byte[]> GetBytesAsync(string path, CancellationToken cancellationToken, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        using var answer = await _http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Sends a request that must succeed.</summary>
    /// <param name="body">Its JSON, or null.</param>
    /// <returns>The answer; an empty object where it has no body.</returns>
    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(request, cancellationToken);
    }

    private async Task<JsonNode> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (method, path) = (request.Method, request.RequestUri);
        using var answer = await _http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"{method} {path}: {(int)answer.StatusCode} {answer.ReasonPhrase}: {text}");
        }
        return answer.StatusCode == HttpStatusCode.NoContent || text.Length == 0
            ? new JsonObject()
            : JsonNode.Parse(text) ?? throw new JsonException($"{method} {path}: null");
    }
}
