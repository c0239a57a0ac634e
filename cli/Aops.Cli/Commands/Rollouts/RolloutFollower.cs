using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands.Rollouts;

/// <summary>Follows a rollout until it has ended or stands still by itself.</summary>
internal static class RolloutFollower
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public static Option<TimeSpan?> Timeout() => Words.Time(
        "--timeout", "The longest wait; without it until the rollout ends. Exit code 8 where it ran out.", TimeSpan.Zero);

    /// <summary>Follows it, and writes what became of it to standard output.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> FollowAsync(
        CliShell shell, ParseResult parsed, OperatorApi api, string id, TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var (code, detail) = await WaitAsync(shell.Terminal, api, id, timeout, cancellationToken);
        Reply.Write(shell, parsed, detail, string.Join('\n', RolloutText.Lines(detail)));
        return code;
    }

    /// <summary>Follows it.</summary>
    /// <returns>The exit code, and the rollout as it ended or was halted.</returns>
    public static async Task<(int Code, JsonObject Detail)> WaitAsync(
        CliTerminal terminal, OperatorApi api, string id, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var told = "";
        var start = terminal.Clock.GetTimestamp();
        try
        {
            while (true)
            {
                var detail = (await api.GetAsync(ApiPath.V1("rollouts", id), cancellationToken)).Object;
                var rollout = detail["rollout"]!.AsObject();
                told = Tell(terminal, rollout, told);
                if (CodeOf(rollout.Word("state")) is { } code) return (code, detail);
                if (timeout is { } longest && terminal.Clock.GetElapsedTime(start) >= longest)
                {
                    throw new CliException(CliExitCodes.TimeRanOut,
                        $"the rollout goes on: {RolloutText.Counts(rollout["counts"])}", $"aops rollout watch {id}");
                }
                await Task.Delay(Pause, terminal.Clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Say($"\nthe rollout goes on at the server; follow it by: aops rollout watch {id}");
            throw;
        }
    }

    private static string Tell(CliTerminal terminal, JsonObject rollout, string told)
    {
        var line = $"{rollout.Word("state")}: {RolloutText.Counts(rollout["counts"])}";
        if (line == told) return told;
        terminal.Say(line);
        return line;
    }

    private static int? CodeOf(string? state) => state switch
    {
        "completed" => CliExitCodes.Ok,
        "completed-with-exceptions" => CliExitCodes.PartlyFailed,
        "halted" => CliExitCodes.Halted,
        "aborted" or "superseded" or "rolled-back" => CliExitCodes.Error,
        _ => null,
    };
}
