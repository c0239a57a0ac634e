using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Guards;

/// <summary>Who shares an HTTP/2 connection with a request that is refused keeps it.</summary>
public sealed class UnreadBodyTests
{
    // Longer than the web server takes a body of a stream that has ended.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task ARefusedRequest_WhoseBodyIsLate_LeavesTheConnectionToTheOthers()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await agent.SendAsync(agent.Heartbeat());
        using var client = server.CreateClient();
        var held = client.SendAsync(Request("/api/agents/heartbeat", new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            agent.Heartbeat(hold: 12), ContractsJson.Default.HeartbeatRequest)), agent.Id, agent.Token));

        var refused = client.SendAsync(Request("/api/agents/heartbeat", new LateContent(), agent.Id, "no token of it"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await refused).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await held).StatusCode);
    }

    private static HttpRequestMessage Request(string path, HttpContent content, string id, string token)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add(WireHeaders.AgentId, id);
        request.Headers.Add(WireHeaders.AgentToken, token);
        return request;
    }

    private sealed class LateContent : HttpContent
    {
        private static readonly byte[] Body = Encoding.ASCII.GetBytes(new string(' ', 1000) + "{}");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            await Task.Delay(Late);
            await stream.WriteAsync(Body);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Body.Length;
            return true;
        }
    }
}
