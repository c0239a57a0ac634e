using System.Globalization;
using System.Net;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Native.Programs;

namespace Aops.Spm.Tests.Support;

/// <summary>One request of this host, and its answer.</summary>
internal sealed class Exchange
{
    private readonly byte[] _body;
    private readonly TaskCompletionSource<HttpResponseMessage> _response =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _takenBack = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Exchange(Uri address, string agentId, byte[] body) =>
        (Host, Path, AgentId, _body) = (address.Host, address.AbsolutePath, agentId, body);

    public string Host { get; }

    public string Path { get; }

    public string AgentId { get; }

    public HeartbeatRequest Heartbeat =>
        JsonSerializer.Deserialize(_body, ContractsJson.Default.HeartbeatRequest)!;

    public CommandResult Result => JsonSerializer.Deserialize(_body, ContractsJson.Default.CommandResult)!;

    public CommandLog Log => JsonSerializer.Deserialize(_body, ContractsJson.Default.CommandLog)!;

    /// <summary>Ends once the host does not wait for the answer any more.</summary>
    public Task TakenBack => _takenBack.Task;

    public static async Task<Exchange> ReadAsync(HttpRequestMessage request) => new(
        request.RequestUri!, request.Headers.GetValues(WireHeaders.AgentId).Single(),
        await request.Content!.ReadAsByteArrayAsync());

    public async Task<HttpResponseMessage> WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() =>
        {
            _response.TrySetCanceled(cancellationToken);
            _takenBack.TrySetResult();
        });
        return await _response.Task;
    }

    /// <summary>The server takes the request in, with this body.</summary>
    public void Accept(string body = """{"serverTime":"2030-01-01T00:00:00Z"}""") => Answer(HttpStatusCode.OK, body);

    /// <summary>The server answers.</summary>
    public void Answer(HttpStatusCode status, string body = "", int? retryAfterSeconds = null)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        if (retryAfterSeconds is { } seconds)
            response.Headers.Add("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        _response.TrySetResult(response);
    }

    /// <summary>The server says that it is for another machine's identity, or another problem of a kind.</summary>
    public void Refuse(HttpStatusCode status, string problem) =>
        Answer(status, $$"""{"type":"{{problem}}","title":"refused","status":{{(int)status}}}""");

    /// <summary>The network fails.</summary>
    public void Lose() => _response.TrySetException(new HttpRequestException("no route to host"));
}
