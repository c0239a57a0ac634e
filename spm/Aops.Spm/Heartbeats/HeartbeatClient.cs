using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Hosting;
using Aops.Hosting.Connections;

namespace Aops.Spm.Heartbeats;

/// <summary>Client of <c>/api/agents/…</c>, in the name of this host.</summary>
internal sealed class HeartbeatClient(ServerHttp http, TimeProvider clock)
{
    // Allowance for the network on top of the time that the server holds a request.
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(Limits.HeartbeatAnswerSecondsMax);

    public Task<HeartbeatOutcome> SendAsync(
        Uri server, Identity identity, HeartbeatRequest heartbeat, CancellationToken cancellationToken) =>
        ExchangeAsync(server, identity, "api/agents/heartbeat",
            JsonSerializer.SerializeToUtf8Bytes(heartbeat, ContractsJson.Default.HeartbeatRequest),
            TimeSpan.FromSeconds(heartbeat.HoldSeconds),
            body => ReplyGate.Read(body, clock.GetUtcNow(), out var fault) is { } reply
                ? new HeartbeatOutcome.Accepted(reply)
                : NoAnswer(server, fault), cancellationToken);

    /// <summary>
    /// Registers this machine, which shows the identity of another one, to get an identity of its own.
    /// </summary>
    public Task<HeartbeatOutcome> RegisterCloneAsync(
        Uri server, Identity identity, RegisterRequest registration, CancellationToken cancellationToken) =>
        ExchangeAsync(server, identity, "api/agents/register",
            JsonSerializer.SerializeToUtf8Bytes(registration, ContractsJson.Default.RegisterRequest), TimeSpan.Zero,
            body => RegistrationGate.Read(body, out var fault) is not { } reply ? NoAnswer(server, fault)
                : reply.AgentId != identity.AgentId ? new HeartbeatOutcome.Registered(reply)
                : new HeartbeatOutcome.Failed($"{server} gave this clone no identity of its own"), cancellationToken);

    private async Task<HeartbeatOutcome> ExchangeAsync(
        Uri server, Identity identity, string path, byte[] content, TimeSpan hold,
        Func<byte[], HeartbeatOutcome> read, CancellationToken cancellationToken)
    {
        using var request = Compose(server, identity, path, content);
        using var late = new CancellationTokenSource(Answer + hold, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var response = await http.Client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            var body = await ReadAsync(response.Content, deadline.Token);
            return response.StatusCode == HttpStatusCode.OK ? read(body) : Refused(server, response, body);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HeartbeatOutcome.Failed($"{server} gave no answer in time");
        }
        catch (HttpRequestException e)
        {
            return new HeartbeatOutcome.Failed(PinnedHttp.Explain(e, server, http.Proxy));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a server sends, the heartbeat continues after a pause.
            return NoAnswer(server, e.Message);
        }
    }

    private static HeartbeatOutcome.Failed NoAnswer(Uri server, string fault) =>
        new($"{server} answered with something that is no answer: {ShownText.Of(fault, Problem.DetailCharsShown)}");

    /// <summary>Reports the result of a command.</summary>
    /// <returns>Whether the server has it now, or rejected it for good.</returns>
    public Task<bool> ReportAsync(
        Uri server, Identity identity, string commandId, CommandResult result, CancellationToken cancellationToken) =>
        PostAsync(server, identity, $"api/agents/commands/{Uri.EscapeDataString(commandId)}/result",
            JsonSerializer.SerializeToUtf8Bytes(result, ContractsJson.Default.CommandResult), cancellationToken);

    /// <summary>Sends the log that a command asked for.</summary>
    /// <returns>Whether the server has it now, or rejected it for good.</returns>
    public Task<bool> SendLogAsync(
        Uri server, Identity identity, string commandId, CommandLog log, CancellationToken cancellationToken) =>
        PostAsync(server, identity, $"api/agents/commands/{Uri.EscapeDataString(commandId)}/log",
            JsonSerializer.SerializeToUtf8Bytes(log, ContractsJson.Default.CommandLog), cancellationToken);

    /// <summary>Sends a content of the inventory that the server asked for.</summary>
    /// <param name="section">Its section.</param>
    /// <param name="hash">Its name.</param>
    /// <param name="content">The JSON.</param>
    /// <returns>Whether the server has it now, or does not want it.</returns>
    public Task<bool> SendInventoryAsync(
        Uri server, Identity identity, string section, string hash, byte[] content,
        CancellationToken cancellationToken) =>
        SendAsync(server, identity, HttpMethod.Put,
            $"api/agents/inventory/{section}/{hash}", content, cancellationToken);

    private Task<bool> PostAsync(
        Uri server, Identity identity, string path, byte[] body, CancellationToken cancellationToken) =>
        SendAsync(server, identity, HttpMethod.Post, path, body, cancellationToken);

    private async Task<bool> SendAsync(
        Uri server, Identity identity, HttpMethod method, string path, byte[] body, CancellationToken cancellationToken)
    {
        using var request = Compose(server, identity, path, body, method);
        using var late = new CancellationTokenSource(Answer, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var response = await http.Client.SendAsync(request, deadline.Token);
            return response.IsSuccessStatusCode
                || response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.Gone;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return false;
        }
    }

    private static HttpRequestMessage Compose(
        Uri server, Identity identity, string path, byte[] body, HttpMethod? method = null)
    {
        var request = AgentRequest.Make(method ?? HttpMethod.Post, server, path, identity);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    private static HeartbeatOutcome Refused(Uri server, HttpResponseMessage response, byte[] body)
    {
        var retryAfter = response.Headers.RetryAfter?.Delta;
        var problem = TryProblem(body);
        if (problem?.Type == Problem.OtherMachine)
            return new HeartbeatOutcome.OtherMachine($"{server}: {Shown(problem)}");
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return Failed($"{server} does not know this host, or its token: " +
                "enrol it again with 'aops-agent-service install --token …'", isIdentityRefused: true);
        }
        if (problem?.Type == Problem.ClonePending)
            return Failed($"{server} waits for the operator's consent to an identity of its own for this clone");
        var detail = problem is null ? "" : $": {Shown(problem)}";
        return Failed($"{server} answered {(int)response.StatusCode}{detail}");

        HeartbeatOutcome.Failed Failed(string reason, bool isIdentityRefused = false) =>
            new(reason, retryAfter, isIdentityRefused) { IsRefused = true };
    }

    private static string Shown(Problem problem) =>
        ShownText.Of(problem.Detail ?? problem.Title, Problem.DetailCharsShown);

    private static Problem? TryProblem(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ContractsJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > Limits.HeartbeatBytesMax)
                throw new IOException($"the answer is longer than {Limits.HeartbeatBytesMax} bytes");
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}
