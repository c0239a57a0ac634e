using System.Net;
using System.Text;
using Aops.Contracts;
using Aops.Harness;
using Aops.Hosting;

namespace Aops.Integration.Tests.Security;

/// <summary>Bodies that are small on the wire and large in memory, from strangers and from agents.</summary>
public sealed class MemoryAttackTests
{
    private const double AboveRestMax = 64;
    private static readonly TimeSpan BackAtRest = TimeSpan.FromSeconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/agents/batch")]
    [InlineData("/api/agents/heartbeat")]
    [InlineData("/api/agents/register")]
    [InlineData("/api/desired")]
    public async Task Sec_H3_BodiesOfStrangers_TakeNoMemory(string path)
    {
        await using var server = await StartAsync();
        var rest = server.ResidentMegabytes;
        server.ForgetPeak();
        var body = Zeros(32 * 1024 * 1024);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(server, path, agent: null, body)));

        await AssertWithinAsync(server, rest);
    }

    [Fact]
    public async Task Sec_H3_StreamsOfOneConnection_TakeNoMemory()
    {
        await using var server = await StartAsync();
        var rest = server.ResidentMegabytes;
        server.ForgetPeak();
        var body = Zeros(8 * 1024 * 1024);
        using var client = server.NewClient(HttpVersion.Version20);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(
            index => TryPostAsync(client, index % 2 == 0 ? "/api/agents/batch" : "/api/agents/register", null, body)));

        await AssertWithinAsync(server, rest);
    }

    [Theory]
    [InlineData("report")]
    [InlineData("unknown")]
    [InlineData("faults")]
    [InlineData("names")]
    public async Task Sec_H3_BodiesOfAgents_TakeLittleMemory(string where)
    {
        await using var server = await StartAsync();
        var agents = new List<Identity>();
        for (var count = 0; count < 8; count++) agents.Add(await server.EnrolAsync(Stop));
        foreach (var agent in agents)
            await SendAsync(server, "/api/agents/heartbeat", agent, Encoding.UTF8.GetBytes(AttackedServer.Heartbeat(agent)));
        var rest = server.ResidentMegabytes;
        server.ForgetPeak();

        await Task.WhenAll(agents.Select(
            agent => SendAsync(server, "/api/agents/heartbeat", agent, Compose(agent, where))));

        await AssertWithinAsync(server, rest);
    }

    [Fact]
    public async Task Sec_H3_ReportWithTooManyValues_CostsOnlyTheReport()
    {
        await using var server = await StartAsync();
        var agent = await server.EnrolAsync(Stop);

        var status = await SendAsync(server, "/api/agents/heartbeat", agent, Compose(agent, "report"));

        Assert.Equal(HttpStatusCode.OK, status);
        var shown = await server.Process.Api.GetAgentAsync(agent.AgentId, Stop);
        Assert.Contains("too many values", shown.ToJsonString(), StringComparison.Ordinal);
    }

    private static Task<AttackedServer> StartAsync() => AttackedServer.StartAsync([], Stop);

    private static async Task AssertWithinAsync(AttackedServer server, double rest)
    {
        Assert.InRange(server.PeakMegabytes - rest, -rest, AboveRestMax);
        await Eventually.HoldsAsync("the memory is given back", BackAtRest,
            () => server.ResidentMegabytes < rest + AboveRestMax / 2, Stop);
        Assert.True(await server.Process.Api.IsUpAsync(Stop));
    }

    private static byte[] Compose(Identity agent, string where)
    {
        const int bytes = Limits.HeartbeatBytesMax - 4096;
        const string head = """{"name":"s","version":"1","state":"running","since":"2026-01-01T00:00:00Z",""";
        return Encoding.UTF8.GetBytes(where switch
        {
            "report" => AttackedServer.Heartbeat(agent, $$"""[{{head}}"report":[{{Repeat("0,", bytes)}}0]}]"""),
            "unknown" => AttackedServer.Heartbeat(agent, $$"""[{{head}}"other":[{{Repeat("[],", bytes)}}0]}]"""),
            "faults" => AttackedServer.Heartbeat(agent, faults: $$"""[{{Repeat("\"\",", bytes)}}""]"""),
            _ => AttackedServer.Heartbeat(agent, $"[{head}\"report\":{{{Repeat("\"a\":0,", bytes)}\"a\":0}}}}]"),
        });
    }

    private static string Repeat(string piece, int bytes) =>
        new StringBuilder().Insert(0, piece, bytes / piece.Length).ToString();

    // As a relay would have sent it: the body of one heartbeat within a list.
    private static byte[] Zeros(int bytes)
    {
        var body = new byte[bytes];
        body.AsSpan().Fill((byte)'0');
        for (var index = 1; index < bytes; index += 2) body[index] = (byte)',';
        var head = """
            [{"agentId":"a","agentToken":"b","heartbeat":{"sequence":1,"revision":0,"intervalSeconds":30,
            "host":{"hostname":"h","machineId":"aa","architecture":"x64"},"agent":{"version":"1","startedAt":"2026-01-01T00:00:00Z"},
            "subAgents":[{"name":"s","version":"1","state":"running","since":"2026-01-01T00:00:00Z","report":[
            """;
        Encoding.ASCII.GetBytes(head.PadRight(head.Length + head.Length % 2)).CopyTo(body, 0);
        Encoding.ASCII.GetBytes("0]}]}}]").CopyTo(body, bytes - 7);
        return body;
    }

    private static async Task<HttpStatusCode?> SendAsync(AttackedServer server, string path, Identity? agent, byte[] body)
    {
        using var client = server.NewClient();
        return await TryPostAsync(client, path, agent, body);
    }

    // Null where the server closed the connection under the body.
    private static async Task<HttpStatusCode?> TryPostAsync(HttpClient client, string path, Identity? agent, byte[] body)
    {
        try
        {
            using var request = AttackedServer.Post(path, agent, body);
            request.Method = path == "/api/desired" ? HttpMethod.Put : HttpMethod.Post;
            using var answer = await client.SendAsync(request, Stop);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
