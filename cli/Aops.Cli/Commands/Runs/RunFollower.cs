using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary>
/// Follows a run until its last host has ended. The output of one host is shown as it comes, that of a few once each has ended,
/// and that of many as groups of equal outputs.
/// </summary>
internal static class RunFollower
{
    private const int ShownMax = 50;
    private const int WaitSeconds = 2;

    /// <summary>The longest wait.</summary>
    public static Option<TimeSpan?> Timeout() => Words.Time(
        "--give-up-after", "The longest wait; without it until the run ends. Exit code 8 where it ran out.", TimeSpan.Zero);

    /// <summary>Follows it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> FollowAsync(
        CliShell shell, ParseResult parsed, OperatorApi api, string id, TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var isTable = shell.FormatOf(parsed) is OutputFormat.Table or OutputFormat.Wide;
        var (terminal, told, counts) = (shell.Terminal, new HashSet<string>(StringComparer.Ordinal), "");
        var start = terminal.Clock.GetTimestamp();
        try
        {
            while (true)
            {
                var path = ApiPath.V1("runs", id).With("wait", WaitSeconds);
                var detail = (await api.GetAsync(path, cancellationToken)).Object;
                var run = detail["run"]!.AsObject();
                var isEnded = run["endedAt"] is not null;
                var hosts = isTable ? run.Number("hosts") : long.MaxValue;
                if (hosts == 1) await ShowOneAsync(shell, api, id, cancellationToken);
                else if (hosts <= ShownMax) await ShowEndedAsync(shell, api, id, told, cancellationToken);
                var line = $"{run.Word("state")}: {RunText.Counts(run["counts"])}";
                if (line != counts) terminal.Say(counts = line);
                if (isEnded)
                {
                    if (isTable && hosts > ShownMax) await ShowGroupsAsync(shell, api, id, cancellationToken);
                    if (!isTable) Reply.Write(shell, parsed, detail, "");
                    return CodeOf(run);
                }
                if (timeout is { } longest && terminal.Clock.GetElapsedTime(start) >= longest)
                    throw new CliException(CliExitCodes.TimeRanOut, "the run goes on", $"aops runs watch {id}");
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Say($"\nthe run goes on; follow it by: aops runs watch {id}, end it by: aops runs cancel {id}");
            throw;
        }
    }

    // Until it has ended: pieces are waited for.
    private static async Task ShowOneAsync(
        CliShell shell, OperatorApi api, string id, CancellationToken cancellationToken)
    {
        var hosts = (await api.GetAsync(ApiPath.V1("runs", id, "hosts"), cancellationToken)).List("hosts");
        if (hosts.FirstOrDefault()?.Word("id") is not { } host) return;
        await RunLog.ShowAsync(shell, api, id, host, isFollowed: true, cancellationToken);
    }

    private static async Task ShowEndedAsync(
        CliShell shell, OperatorApi api, string id, HashSet<string> told, CancellationToken cancellationToken)
    {
        await foreach (var host in api.StreamAsync(ApiPath.V1("runs", id, "hosts"), "hosts", cancellationToken))
        {
            if (!RunText.HasEnded(host.Word("phase")) || !told.Add(host.Word("id")!)) continue;
            shell.Terminal.Output.Write($"== {Cell.Text(host["hostname"])}  {RunText.Ending(host)}\n");
            await RunLog.ShowAsync(shell, api, id, host.Word("id")!, isFollowed: false, cancellationToken);
        }
    }

    private static async Task ShowGroupsAsync(
        CliShell shell, OperatorApi api, string id, CancellationToken cancellationToken)
    {
        var outputs = (await api.GetAsync(ApiPath.V1("runs", id, "outputs"), cancellationToken)).Object;
        foreach (var group in outputs["outputs"]?.AsArray() ?? [])
        {
            shell.Terminal.Output.Write($"== {Plural.Hosts(group.Number("hosts"))} with the output of {group.Word("example")}\n");
            await RunLog.ShowAsync(shell, api, id, group.Word("example")!, isFollowed: false, cancellationToken);
        }
    }

    private static int CodeOf(JsonObject run)
    {
        var succeeded = run["counts"].Number("succeeded");
        if (run.Word("state") == "halted") return CliExitCodes.Halted;
        if (succeeded == run.Number("hosts")) return CliExitCodes.Ok;
        return succeeded > 0 ? CliExitCodes.PartlyFailed : CliExitCodes.Error;
    }
}
