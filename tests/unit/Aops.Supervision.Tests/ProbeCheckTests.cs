using System.Net;
using System.Net.Sockets;
using System.Text;
using Aops.Supervision.Probes;

namespace Aops.Supervision.Tests;

/// <summary>Checks over the network, against a listener that answers one request as told.</summary>
public sealed class ProbeCheckTests
{
    [Fact]
    public async Task Tcp_Accepted_Passes()
    {
        using var listener = Listen(out var port);

        Assert.True((await ProbeCheck.TcpAsync($"127.0.0.1:{port}", Token)).IsPassed);
    }

    [Fact]
    public async Task Tcp_Refused_NamesTheAddress()
    {
        int port;
        using (Listen(out port))
        {
        }

        var result = await ProbeCheck.TcpAsync($"127.0.0.1:{port}", Token);

        Assert.False(result.IsPassed);
        Assert.StartsWith($"127.0.0.1:{port}: ", result.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("host:0")]
    [InlineData(":80")]
    public async Task Tcp_NoAddress_IsToldSo(string address) =>
        Assert.Equal($"'{address}' is not host:port", (await ProbeCheck.TcpAsync(address, Token)).Fault);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", null)]
    [InlineData("HTTP/1.1 302 Found\r\n\r\n", null)]
    [InlineData("HTTP/1.1 503 Busy\r\n\r\n", "answers 503")]
    [InlineData("nonsense\r\n", "does not answer as an HTTP server")]
    public async Task Http_IsJudgedByItsStatus(string answer, string? fault)
    {
        using var listener = Listen(out var port);
        var answered = AnswerAsync(listener, answer);

        var result = await ProbeCheck.HttpAsync($"http://127.0.0.1:{port}/healthz", Token);

        Assert.Equal(fault is null, result.IsPassed);
        Assert.Equal(fault is null ? null : $"http://127.0.0.1:{port}/healthz {fault}", result.Fault);
        await answered;
    }

    [Fact]
    public async Task Http_NoAddress_IsToldSo() =>
        Assert.Equal("'ftp://h' is not an http:// address", (await ProbeCheck.HttpAsync("ftp://h", Token)).Fault);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptSocketAsync(Token);
        await client.ReceiveAsync(new byte[1024], Token);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer), Token);
    }
}
