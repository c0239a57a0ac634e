using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>Output of hosts on its way to the server's disk and to operators.</summary>
public sealed class RunLogTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private RunningHost _host = null!;
    private string _id = "";

    private HttpClient Operator => _server.Operator;

    private string Log => $"/api/v1/runs/{_id}/hosts/a/log";

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _host = await RunningHost.StartAsync(_server, "a");
        _id = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command}");
        await _host.WaitForOrderAsync(_id);
        await _host.ReportAsync(_id, RunPhase.Running);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Pieces_FollowOneAnother_ByStream_UntilTheLastOne()
    {
        _host.Write("one\n");
        _host.Write("two\n");
        _host.Write("wrong\n", stream: 2);
        _host.Write("three\n");
        await _host.SendOutputAsync(_id, 0);
        await _host.ReportAsync(_id, RunPhase.Failed, 7, _host.Length);

        var pieces = await ReadAllAsync("");

        Assert.Equal([("stdout", "one\ntwo\n"), ("stderr", "wrong\n"), ("stdout", "three\n")],
            pieces.Select(piece => ((string)piece["log_type"]!, (string)piece["log_data"]!)));
        Assert.Equal(("failed", 7), ((string)pieces[^1]["result"]!["phase"]!, (int)pieces[^1]["result"]!["exit_code"]!));
        Assert.Equal(["one\ntwo\nthree\n"], (await ReadAllAsync("&stream=stdout")).Select(piece => (string)piece["log_data"]!));
        Assert.Equal(["wrong\n"], (await ReadAllAsync("&stream=stderr")).Select(piece => (string)piece["log_data"]!));
        Assert.Equal((HttpStatusCode.OK, "one\ntwo\nwrong\nthree\n"), await Operator.ReadTextAsync(Log, "text/plain"));
        Assert.Equal((HttpStatusCode.OK, "wrong\n"), await Operator.ReadTextAsync($"{Log}?stream=stderr", "application/octet-stream"));
    }

    [Fact]
    public async Task MuchOutputAtOnce_CostsTheHostNoHeartbeat()
    {
        const int pieces = 80;
        var frame = RunningHost.FrameOf(new byte[512 * 1024 - 13]);
        for (var piece = 0; piece < pieces; piece++)
        {
            var (status, body) = await _host.PostOutputAsync(_id, $"offset={(long)piece * frame.Length}", frame);
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{status} {body}");
            if (status == HttpStatusCode.OK) continue;
            // 32 MiB went at once, and then 16 MiB a second.
            Assert.True((long)piece * frame.Length >= 32 * 1024 * 1024, $"refused at piece {piece}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
            piece--;
        }

        await _host.SpeakAsync();
        Assert.Equal(pieces * frame.Length, await _host.SendOutputAsync(_id, 0));
    }

    [Fact]
    public async Task BytesThatAreNoText_AreBase64()
    {
        byte[] bytes = [0xff, 0xfe, 0, 10];
        await _host.PostOutputAsync(_id, "offset=0", RunningHost.FrameOf(bytes));

        var piece = await Operator.GetOkAsync(Log);

        Assert.Equal(("base64", Convert.ToBase64String(bytes)), ((string)piece["log_encoding"]!, (string)piece["log_data"]!));
        Assert.False((bool)piece["is_final"]!);
    }

    [Fact]
    public async Task RequestThatWaits_IsAnsweredByTheNextPiece_AndByTheEnd()
    {
        var waiting = Operator.GetOkAsync($"{Log}?wait=30");
        _host.Write("now\n");
        await _host.SendOutputAsync(_id, 0);
        var piece = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(("now\n", false), ((string)piece["log_data"]!, (bool)piece["is_final"]!));

        waiting = Operator.GetOkAsync($"{Log}?wait=30&offset={piece["new_offset"]}");
        await _host.ReportAsync(_id, RunPhase.Succeeded, 0, _host.Length);

        piece = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(("", true), ((string)piece["log_type"]!, (bool)piece["is_final"]!));
    }

    [Fact]
    public async Task Stream_SendsPiecesAsTheyCome_AndEndsWithTheLastOne()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Log);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await Operator.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        _host.Write("now\n");
        await _host.SendOutputAsync(_id, 0);
        var first = await NextAsync(lines);
        await _host.ReportAsync(_id, RunPhase.Succeeded, 0, _host.Length);
        var last = await NextAsync(lines);

        Assert.Equal(("now\n", false), ((string)first["log_data"]!, (bool)first["is_final"]!));
        Assert.True((bool)last["is_final"]!);
        Assert.Equal("", (await lines.ReadToEndAsync()).Trim());
    }

    [Fact]
    public async Task PieceThatBeginsElsewhere_IsNotStored_AndTheRightOffsetIsTold()
    {
        _host.Write("one\n");
        var end = await _host.SendOutputAsync(_id, 0);

        Assert.Equal(end, await _host.SendOutputAsync(_id, 0));
        var (status, reply) = await _host.PostOutputAsync(_id, $"offset={end + 1}", RunningHost.FrameOf("x"u8.ToArray()));

        Assert.Equal((HttpStatusCode.OK, end), (status, (long)reply!["offset"]!));
        Assert.Equal("one\n", (await Operator.ReadTextAsync(Log, "text/plain")).Text);
    }

    [Fact]
    public async Task BytesThatTheHostLost_AreTold_WhereTheyAreMissing()
    {
        _host.Write("head\n");
        var end = await _host.SendOutputAsync(_id, 0);
        var tail = RunningHost.FrameOf("tail\n"u8.ToArray());
        var (_, reply) = await _host.PostOutputAsync(_id, $"offset={end + 1000}&missing=1000", tail);
        var whole = end + 1000 + tail.Length;
        Assert.Equal(whole, (long)reply!["offset"]!);
        await _host.ReportAsync(_id, RunPhase.Succeeded, 0, whole);

        var pieces = await ReadAllAsync("");

        Assert.Equal(["stdout", "gap", "stdout"], pieces.Select(piece => (string)piece["log_type"]!));
        Assert.Equal(1000, (int)pieces[1]["missing_bytes"]!);
        Assert.Equal("head\n[1000 bytes are missing]\ntail\n", (await Operator.ReadTextAsync(Log, "text/plain")).Text);
        Assert.Equal(1000, (int)(await Operator.ReadHostAsync(_id, "a"))["outputMissing"]!);
    }

    [Theory]
    [InlineData("offset=0", 12)]
    [InlineData("offset=0", 14)]
    [InlineData("offset=0&missing=1", 0)]
    [InlineData("", 0)]
    [InlineData("offset=-1", 0)]
    public async Task BodyThatIsNotWholeFrames_OrHasNoPlace_IsRefused(string query, int length)
    {
        var body = RunningHost.FrameOf("abc"u8.ToArray())[..length];

        var (status, problem) = await _host.PostOutputAsync(_id, query, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(length > 0 ? "bad-frames" : "bad-query", (string)problem!["code"]!);
        Assert.Empty((await Operator.ReadTextAsync(Log, "text/plain")).Text);
    }

    [Fact]
    public async Task OffsetWhereNoPieceBegins_IsRefused()
    {
        _host.Write("one\n");
        await _host.SendOutputAsync(_id, 0);

        foreach (var offset in new[] { "3", "999" })
            (await Operator.SendAsync(HttpMethod.Get, $"{Log}?offset={offset}")).AssertProblem(HttpStatusCode.BadRequest, "bad-query");
    }

    [Fact]
    public async Task EqualOutputs_AreOneGroup_WhateverCameFirst()
    {
        var (b, c) = (await RunningHost.StartAsync(_server, "b"), await RunningHost.StartAsync(_server, "c"));
        var id = await Operator.RunAsync($"\"hosts\":[\"b\",\"c\"],{RunClient.Command}");
        foreach (var (host, order) in new[] { (b, new byte[] { 1, 2 }), (c, [2, 1]) })
        {
            await host.WaitForOrderAsync(id);
            foreach (var stream in order) host.Write($"{stream}\n", stream, microseconds: order[0]);
            await host.SendOutputAsync(id, 0);
            await host.ReportAsync(id, RunPhase.Succeeded, 0, host.Length);
        }

        var groups = await Operator.GetOkAsync($"/api/v1/runs/{id}/outputs");

        var group = Assert.Single(groups["outputs"]!.AsArray())!;
        Assert.Equal((2, "b", 0), ((int)group["hosts"]!, (string)group["example"]!, (int)groups["without"]!));
        var hosts = await Operator.GetOkAsync($"/api/v1/runs/{id}/hosts?digest={group["digest"]}");
        Assert.Equal(2, hosts["hosts"]!.AsArray().Count);
        var merged = (await Operator.ReadTextAsync($"/api/v1/runs/{id}/log", "text/plain")).Text;
        Assert.Equal("box: 1\nbox: 2\nbox: 2\nbox: 1\n", merged);
    }

    private async Task<List<JsonNode>> ReadAllAsync(string more)
    {
        var pieces = new List<JsonNode>();
        var offset = 0L;
        do
        {
            pieces.Add(await Operator.GetOkAsync($"{Log}?offset={offset}{more}"));
            offset = (long)pieces[^1]["new_offset"]!;
            Assert.True(pieces.Count < 20, "it has no end");
        }
        while (!(bool)pieces[^1]["is_final"]!);
        return pieces;
    }

    private static async Task<JsonNode> NextAsync(StreamReader lines)
    {
        while (true)
        {
            var line = await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
            Assert.NotNull(line);
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonNode.Parse(Encoding.UTF8.GetBytes(line[6..]))!;
        }
    }
}
