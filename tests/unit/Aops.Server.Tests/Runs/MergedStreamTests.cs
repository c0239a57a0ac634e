using System.Net;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>The output of all hosts of a run as one stream.</summary>
public sealed class MergedStreamTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private RunningHost _first = null!;
    private RunningHost _second = null!;
    private string _id = "";

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _first = await RunningHost.StartAsync(_server, "a");
        _second = await RunningHost.StartAsync(_server, "b");
        _id = await Operator.RunAsync($"\"q\":\"\",{RunClient.Command}");
        foreach (var host in new[] { _first, _second })
        {
            await host.WaitForOrderAsync(_id);
            await host.ReportAsync(_id, RunPhase.Running);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task WhatIsThere_ComesByTime_ThenWhatComes_UntilEveryHostHasEnded()
    {
        _first.Write("one\n", microseconds: 1);
        _first.Write("three\n", microseconds: 3);
        _first.Write("four\n", microseconds: 4);
        _second.Write("two\n", stream: 2, microseconds: 2);
        await _first.SendOutputAsync(_id, 0);
        var end = (int)await _second.SendOutputAsync(_id, 0);
        using var stream = await OpenAsync("");

        Assert.Equal(
            ["a stdout one\n", "b stderr two\n", "a stdout three\nfour\n"],
            [await NextAsync(stream), await NextAsync(stream), await NextAsync(stream)]);
        _second.Write("later\n", microseconds: 1);
        await _second.SendOutputAsync(_id, end);
        Assert.Equal("b stdout later\n", await NextAsync(stream));
        await _first.ReportAsync(_id, RunPhase.Succeeded, 0, _first.Length);
        await _second.ReportAsync(_id, RunPhase.Failed, 1, _second.Length);

        Assert.Equal("final", await NextAsync(stream));
        Assert.Equal("", (await stream.ReadToEndAsync()).Trim());
    }

    [Fact]
    public async Task LongOutput_BeginsNearItsEnd_AndTheStreamTellsIt()
    {
        for (var line = 0; line < 1000; line++) _first.Write($"line {line:0000}\n");
        await _first.SendOutputAsync(_id, 0);
        using var stream = await OpenAsync("?host=a&tail=46");

        var frame = _first.Length / 1000;
        Assert.Equal($"a earlier {998 * frame}", await NextAsync(stream));
        Assert.Equal("a stdout line 0998\nline 0999\n", await NextAsync(stream));
    }

    [Fact]
    public async Task StreamOfOneHost_HasNoOther_AndEndsWithIt()
    {
        _second.Write("other\n");
        await _second.SendOutputAsync(_id, 0);
        _first.Write("mine\n");
        await _first.SendOutputAsync(_id, 0);
        using var stream = await OpenAsync("?host=a");

        Assert.Equal("a stdout mine\n", await NextAsync(stream));
        await _first.ReportAsync(_id, RunPhase.Succeeded, 0, _first.Length);

        Assert.Equal("final", await NextAsync(stream));
        Assert.Equal((HttpStatusCode.OK, "box: mine\n"), await Operator.ReadTextAsync($"/api/v1/runs/{_id}/log?host=a", "*/*"));
    }

    [Fact]
    public async Task MissingBytesAndBytesThatAreNoText_AreTold()
    {
        await _first.PostOutputAsync(_id, "offset=100&missing=100", RunningHost.FrameOf([0xff, 0xfe]));
        using var stream = await OpenAsync("?host=a");

        Assert.Equal("a gap 100", await NextAsync(stream));
        Assert.Equal($"a stdout {Convert.ToBase64String([0xff, 0xfe])}", await NextAsync(stream));
    }

    private async Task<StreamReader> OpenAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/runs/{_id}/log{query}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await Operator.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    private static async Task<string> NextAsync(StreamReader stream)
    {
        while (true)
        {
            var line = await stream.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
            Assert.NotNull(line);
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var piece = JsonNode.Parse(line[6..])!;
            return (bool)piece["is_final"]!
                ? "final"
                : $"{piece["host"]} {piece["log_type"]} {piece["missing_bytes"]}{piece["log_data"]}";
        }
    }
}
