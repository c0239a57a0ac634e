using System.Net;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Runs.Output;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>What the output of all runs may take.</summary>
public sealed class OutputQuotaTests : IAsyncLifetime
{
    private const int Line = 1_000_000;
    private const long Most = 10 * 1024 * 1024;

    private TestServer _server = null!;
    private RunningHost _host = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _host = await RunningHost.StartAsync(_server, "a");
        await StartAgainAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task OldestRunThatEnded_LosesItsOutput_AndSaysSo_AndTheOthersKeepTheirs()
    {
        var ids = new List<string>();
        for (var number = 0; number < 12; number++) ids.Add(await RunAsync());

        await Until.TrueAsync(async () => (await Operator.ReadRunAsync(ids[0]))["outputDroppedAt"] is not null);

        var first = await Operator.ReadRunAsync(ids[0]);
        Assert.Equal(0, (long)first["outputBytes"]!);
        Assert.False(Directory.Exists(Path.Combine(_server.Data, "runs", ids[0])));
        var piece = await Operator.GetOkAsync($"/api/v1/runs/{ids[0]}/hosts/a/log");
        Assert.Equal(("gap", Line + 14L, true), (
            (string)piece["log_type"]!, (long)piece["missing_bytes"]!, (bool)piece["is_final"]!));
        Assert.True((bool)(await Operator.GetOkAsync($"/api/v1/runs/{ids[0]}/hosts/a/log?offset=77"))["is_final"]!);
        Assert.Contains("was deleted", (await Operator.ReadTextAsync($"/api/v1/runs/{ids[0]}/log", "text/plain")).Text, StringComparison.Ordinal);
        var events = (await Operator.GetOkAsync("/api/v1/events?kind=run"))["events"]!.AsArray();
        Assert.Contains(events, one => ((string)one!["message"]!).Contains($"{ids[0]}", StringComparison.Ordinal)
            && ((string)one["message"]!).Contains("has lost its output", StringComparison.Ordinal));
        var last = await Operator.ReadRunAsync(ids[^1]);
        Assert.Equal((Line + 14L, null), ((long)last["outputBytes"]!, (string?)last["outputDroppedAt"]));
        Assert.Equal((HttpStatusCode.OK, Line + 1), (await Operator.ReadTextAsync($"/api/v1/runs/{ids[^1]}/hosts/a/log", "text/plain")) is var (status, text)
            ? (status, text.Length) : default);
        // What is late is not needed any more.
        (await _host.PostOutputAsync(ids[0], "offset=0", RunningHost.FrameOf([1]))).AssertProblem(HttpStatusCode.NotFound, "output-dropped");
        await MetricsAsync(ids.Count - await CountDroppedAsync(ids));
    }

    [Fact]
    public async Task RunsUnderWay_LoseNothing_AndTheirHostsAreToldToSendLater()
    {
        var ended = await RunAsync();
        var open = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command}");
        await _host.WaitForOrderAsync(open);
        await _host.ReportAsync(open, RunPhase.Running);
        var frame = RunningHost.FrameOf(new byte[Line]);
        var offset = 0;
        (HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Body) answer;
        while ((answer = await _host.PostOutputAsync(open, $"offset={offset}", frame)).Status == HttpStatusCode.OK) offset += frame.Length;

        answer.AssertProblem(HttpStatusCode.InsufficientStorage, "output-full");
        await Until.TrueAsync(async () => (await Operator.ReadRunAsync(ended))["outputDroppedAt"] is not null);
        var run = await Operator.ReadRunAsync(open);
        Assert.Null(run["outputDroppedAt"]);
        Assert.True((long)run["outputBytes"]! >= offset && offset > 8_000_000, $"{run["outputBytes"]} of {offset}");
        // Once it has ended, it makes way as well.
        await _host.ReportAsync(open, RunPhase.Succeeded, 0, offset);
        await Operator.UntilOverAsync(open, "ended");
        Assert.NotEmpty(await RunAsync());
    }

    [Fact]
    public async Task WhatIsStored_IsCountedAgainAtAStart_AndGoesWithItsRun()
    {
        var id = await RunAsync();
        await _server.StopAsync();
        await StartAgainAsync();

        await MetricsAsync(1);
        Assert.Equal(Line + 14L, (long)(await Operator.ReadRunAsync(id))["outputBytes"]!);
    }

    [Theory]
    [InlineData(99_614_720, false)]
    [InlineData(99_614_721, true)]
    public void RoomIsMade_BeforeItIsFull(long bytes, bool isPressed)
    {
        const long most = 100 * 1024 * 1024;
        var quota = new OutputQuota(most);
        quota.Set(bytes);

        Assert.Equal((isPressed, true, false), (quota.IsPressed, quota.HasRoom(most - bytes), quota.HasRoom(most - bytes + 1)));
        Assert.Equal(90 * 1024 * 1024, quota.Goal);
    }

    private async Task StartAgainAsync()
    {
        await _server.StopAsync();
        await _server.StartAgainAsync(TestServer.Options(_server.Data) with { RunOutputBytesMax = Most });
        await _host.SpeakAsync();
    }

    // A run that prints a line, and has ended with it.
    private async Task<string> RunAsync()
    {
        var id = await Operator.RunAsync($"\"hosts\":[\"a\"],{RunClient.Command}");
        await _host.WaitForOrderAsync(id);
        await _host.ReportAsync(id, RunPhase.Running);
        var frame = RunningHost.FrameOf([.. Enumerable.Repeat((byte)'x', Line), (byte)'\n']);
        // Where there is no room yet, it is sent again.
        await Until.TrueAsync(async () => (await _host.PostOutputAsync(id, "offset=0", frame)).Status == HttpStatusCode.OK);
        await _host.ReportAsync(id, RunPhase.Succeeded, 0, Line + 14);
        await Operator.UntilOverAsync(id, "ended");
        return id;
    }

    private async Task<int> CountDroppedAsync(IEnumerable<string> ids)
    {
        var dropped = 0;
        foreach (var id in ids)
            if ((await Operator.ReadRunAsync(id))["outputDroppedAt"] is not null) dropped++;
        return dropped;
    }

    private Task MetricsAsync(int runs) => Until.TrueAsync(async () =>
        (await Operator.GetStringAsync("/metrics")) is var text
        && text.Contains($"aops_run_output_bytes {runs * (Line + 14)}\n", StringComparison.Ordinal)
        && text.Contains($"aops_run_output_max_bytes {Most}\n", StringComparison.Ordinal));
}
