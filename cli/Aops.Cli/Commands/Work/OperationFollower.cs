using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands.Work;

/// <summary>Follows an operation to its end: one live line on a terminal, a line for each tenth elsewhere.</summary>
internal static class OperationFollower
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Waits for the operation of a write, or tells how to follow it.</summary>
    /// <param name="id">The operation; null where the write is done already.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> FollowAsync(
        CliShell shell, OperatorApi api, string? id, bool waits, CancellationToken cancellationToken)
    {
        if (id is null) return CliExitCodes.Ok;
        if (waits)
        {
            await WaitAsync(shell.Terminal, api, id, timeout: null, cancellationToken);
            return CliExitCodes.Ok;
        }
        shell.Terminal.Say($"the rest is done by an operation; follow it by: aops operation wait {id}");
        return CliExitCodes.Ok;
    }

    /// <summary>Waits until it has ended.</summary>
    /// <param name="timeout">The longest wait; null for any.</param>
    /// <returns>The operation as it ended.</returns>
    /// <exception cref="CliException">The time ran out; the operation goes on.</exception>
    public static async Task<JsonObject> WaitAsync(
        CliTerminal terminal, OperatorApi api, string id, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var (start, pause, told) = (terminal.Clock.GetTimestamp(), Shortest, -1L);
        try
        {
            while (true)
            {
                var operation = (await api.GetAsync(ApiPath.V1("operations", id), cancellationToken)).Object;
                told = Tell(terminal, operation, told);
                if (operation.Word("state") != "running") return operation;
                var left = (timeout ?? TimeSpan.MaxValue) - terminal.Clock.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    throw new CliException(CliExitCodes.TimeRanOut,
                        $"the operation goes on: {operation.Number("done")} of {Plural.Hosts(operation.Number("total"))} are done",
                        $"aops operation wait {id}");
                }
                await Task.Delay(pause < left ? pause : left, terminal.Clock, cancellationToken);
                pause = pause * 1.5 < Longest ? pause * 1.5 : Longest;
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Say($"\nthe operation goes on at the server; follow it by: aops operation wait {id}");
            throw;
        }
    }

    private static long Tell(CliTerminal terminal, JsonObject operation, long told)
    {
        var (done, total) = (operation.Number("done"), operation.Number("total"));
        var hasEnded = operation.Word("state") != "running";
        var percent = total > 0 ? Math.Min(100, done * 100 / total) : 100;
        var step = terminal.IsErrorTerminal ? percent : percent / 10;
        if (step == told && !hasEnded) return told;
        var line = $"{operation.Word("kind")}: {done} of {Plural.Hosts(total)} ({percent} %)";
        if (terminal.IsErrorTerminal && !hasEnded) terminal.Live(line);
        else if (terminal.IsErrorTerminal) terminal.EndLive($"{line}, {operation.Word("state")}");
        else terminal.Say(hasEnded ? $"{line}, {operation.Word("state")}" : line);
        return step;
    }
}
