using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>A host that takes orders, sends output and reports, as far as the server sees it.</summary>
internal sealed class RunningHost(
    TestServer server, TestAgent agent, RunPolicy? policy, string? machine = null, string hostname = "box")
{
    private readonly List<byte> _frames = [];
    private string? _run;

    public string Id => agent.Id;

    /// <summary>How much output it has made.</summary>
    public int Length => _frames.Count;

    /// <summary>Enrols a host, which is online.</summary>
    public static async Task<RunningHost> StartAsync(
        TestServer server, string id, RunPolicy? policy = RunPolicy.Any)
    {
        var agent = await TestAgent.EnrolAsync(server, id, MachineOf(id));
        var host = new RunningHost(server, agent, policy);
        await host.SpeakAsync();
        return host;
    }

    /// <summary>Sends a heartbeat that is answered at once.</summary>
    public async Task<JsonNode> SpeakAsync()
    {
        var (status, reply) = await agent.SendAsync(Heartbeat(0));
        Assert.Equal(HttpStatusCode.OK, status);
        return reply!;
    }

    /// <summary>Sends a heartbeat and returns when the server holds it.</summary>
    public async Task<Task<(HttpStatusCode Status, JsonNode? Body)>> HoldAsync()
    {
        var before = server.Application.HeldCount;
        var pending = agent.SendAsync(Heartbeat(60));
        await Until.TrueAsync(() => server.Application.HeldCount > before);
        return pending;
    }

    /// <summary>Ids of the orders in an answer.</summary>
    public static string[] OrdersIn(JsonNode reply) =>
        [.. (reply["runs"]?.AsArray() ?? []).Select(order => (string)order!["id"]!)];

    private static JsonNode? OrderIn(JsonNode reply, string runId) =>
        reply["runs"]?.AsArray().SingleOrDefault(order => (string?)order!["id"] == runId);

    /// <summary>Ids of cancelled runs in an answer.</summary>
    public static string[] CancelledIn(JsonNode reply) =>
        [.. (reply["cancelledRuns"]?.AsArray() ?? []).Select(id => (string)id!)];

    /// <summary>Waits until it is offered a run, and asks for it: an agent may send few heartbeats.</summary>
    public async Task<JsonNode> WaitForOrderAsync(string runId)
    {
        await server.Operator.UntilPhaseAsync(runId, Id, "offered");
        JsonNode? order = null;
        // An offer is on the disk, and seen by operators, before heartbeats are answered by it.
        await Until.TrueAsync(async () => (order = OrderIn(await SpeakAsync(), runId)) is not null);
        return order!;
    }

    public async Task ReportAsync(string runId, RunPhase phase, int? exitCode = null, long? outputEnd = null, string? reason = null)
    {
        var (status, body) = await SendReportAsync(runId, phase, exitCode, outputEnd, reason);
        Assert.True(status == HttpStatusCode.NoContent, $"{status} {body?.ToJsonString()}");
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> SendReportAsync(
        string runId, RunPhase phase, int? exitCode = null, long? outputEnd = null, string? reason = null) =>
        agent.PostAsync($"/api/agents/runs/{runId}/report", JsonSerializer.Serialize(
            new RunReport
            {
                Phase = phase, At = DateTimeOffset.UtcNow, ExitCode = exitCode, OutputEnd = outputEnd, Reason = reason,
                StartedAt = phase == RunPhase.Accepted ? null : DateTimeOffset.UtcNow,
            },
            ContractsJson.Default.RunReport));

    /// <summary>Takes an order of a playbook, and reports what it did.</summary>
    public async Task<JsonNode> PlayAsync(string runId, PlaybookResult result, RunPhase phase = RunPhase.Succeeded)
    {
        var order = await WaitForOrderAsync(runId);
        var report = new RunReport
        {
            Phase = phase, At = DateTimeOffset.UtcNow, StartedAt = DateTimeOffset.UtcNow, OutputEnd = 0, Playbook = result,
        };
        var (status, body) = await agent.PostAsync(
            $"/api/agents/runs/{runId}/report", JsonSerializer.Serialize(report, ContractsJson.Default.RunReport));
        Assert.True(status == HttpStatusCode.NoContent, $"{status} {body?.ToJsonString()}");
        return order;
    }

    /// <summary>Makes a frame of output, and does not send it.</summary>
    public byte[] Write(string text, byte stream = 1, long microseconds = 1)
    {
        var frame = FrameOf(Encoding.UTF8.GetBytes(text), stream, microseconds);
        _frames.AddRange(frame);
        return frame;
    }

    public static byte[] FrameOf(byte[] content, byte stream = 1, long microseconds = 1)
    {
        var frame = new byte[13 + content.Length];
        frame[0] = stream;
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(1), microseconds);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(9), content.Length);
        content.CopyTo(frame, 13);
        return frame;
    }

    /// <summary>Sends what it has made from an offset on.</summary>
    /// <returns>How far the server says that it has it.</returns>
    public async Task<long> SendOutputAsync(string runId, int offset, long missing = 0)
    {
        var (status, body) = await PostOutputAsync(runId, $"offset={offset}&missing={missing}", [.. _frames.Skip(offset)]);
        Assert.True(status == HttpStatusCode.OK, $"{status} {body?.ToJsonString()}");
        return (long)body!["offset"]!;
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> PostOutputAsync(string runId, string query, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/agents/runs/{runId}/output?{query}");
        request.Headers.Add(WireHeaders.AgentId, agent.Id);
        request.Headers.Add(WireHeaders.AgentToken, agent.Token);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var client = server.CreateClient();
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    /// <summary>Takes an order, writes a line, and ends.</summary>
    public async Task RunAsync(string runId, string output, int exitCode = 0)
    {
        await WaitForOrderAsync(runId);
        await ReportAsync(runId, RunPhase.Accepted);
        await ReportAsync(runId, RunPhase.Running);
        // What it made is that of one run.
        if (_run is not null && _run != runId) _frames.Clear();
        _run = runId;
        var offset = Length;
        if (output.Length > 0) Write(output);
        Assert.Equal(Length, await SendOutputAsync(runId, offset));
        await ReportAsync(runId, exitCode == 0 ? RunPhase.Succeeded : RunPhase.Failed, exitCode, Length);
    }

    private HeartbeatRequest Heartbeat(int hold)
    {
        var heartbeat = agent.Heartbeat(0, hold, 60, machine: machine ?? MachineOf(agent.Id));
        return heartbeat with
        {
            Host = heartbeat.Host with { Hostname = hostname },
            Agent = heartbeat.Agent with { Runs = policy },
            SubAgents = [],
        };
    }

    private static string MachineOf(string id) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(id));
}
