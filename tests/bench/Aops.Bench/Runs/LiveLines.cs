using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Bench.Runs;

/// <summary>
/// Delay of each line of a program that writes 10,000 a second, from its being written to its being read: by the stream of a
/// run's log, and by <c>tail -f | curl</c> to a listener of this process. One after the other, each for the same time.
/// </summary>
internal sealed class LiveLines(Fleet fleet, AgentHost agent)
{
    private const int LinesPerSecond = 10_000;
    private const int Seconds = 20;

    // Of the first two seconds, in which connections are made, nothing is counted.
    private const int WarmLines = LinesPerSecond * 2;

    /// <summary>Measures both.</summary>
    public async Task<(Figures Live, Figures Tail)> MeasureAsync(CancellationToken cancellationToken)
    {
        var writer = await CProgram.BuildAsync(
            "tests/bench/Aops.Bench/line-writer", Path.Combine(fleet.Root.Path, "line-writer"), cancellationToken);
        return (await FollowAsync(writer, cancellationToken), await TailAsync(writer, cancellationToken));
    }

    private async Task<Figures> FollowAsync(string writer, CancellationToken cancellationToken)
    {
        var lines = new LineDelays("a line of a run, by its stream of events", WarmLines);
        var orders = new RunOrders(fleet.Server);
        var host = await agent.IdAsync(cancellationToken);
        var run = await orders.StartAsync(host, new JsonObject
        {
            ["args"] = new JsonArray(writer, $"{LinesPerSecond}", $"{Seconds}"),
        }, cancellationToken);
        using var client = fleet.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/runs/{run}/hosts/{host}/log");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", fleet.Server.Api.OperatorToken);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            lines.Add(JsonNode.Parse(line["data: ".Length..])!["log_data"]!.GetValue<string>());
        }
        return lines.MustHave(LinesPerSecond * Seconds);
    }

    private async Task<Figures> TailAsync(string writer, CancellationToken cancellationToken)
    {
        var lines = new LineDelays("the same by tail -f | curl", WarmLines);
        var (file, port) = (Path.Combine(fleet.Root.Path, "lines"), FreePort.Find());
        await File.WriteAllTextAsync(file, "", cancellationToken);
        using var listener = new HttpListener();
        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        listener.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tailing = Command.RunAsync("/bin/sh",
            ["-c", $"exec timeout {Seconds + 10} sh -c 'tail -n +1 -f {file} | curl -sN -T - http://127.0.0.1:{port}/'"], end.Token);
        var context = await listener.GetContextAsync();
        var writing = Command.RunAsync("/bin/sh", ["-c", $"{writer} {LinesPerSecond} {Seconds} >>{file}"], cancellationToken);
        var buffer = new byte[64 * 1024];
        while (lines.Count < LinesPerSecond * Seconds)
        {
            var count = await context.Request.InputStream.ReadAsync(buffer, cancellationToken);
            if (count == 0) break;
            lines.Add(System.Text.Encoding.ASCII.GetString(buffer, 0, count));
        }
        (await writing).MustSucceed();
        context.Response.Close();
        await end.CancelAsync();
        await ((Task)tailing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return lines.MustHave(LinesPerSecond * Seconds);
    }
}
