using System.CommandLine;
using System.Text.Json;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Native.Programs;

namespace Aops.AgentService.Status;

/// <summary>The verb <c>status</c>.</summary>
internal static class StatusCommand
{
    private const string ClearScreen = "\u001b[H\u001b[2J";
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);

    internal static Command Create(SharedOptions shared)
    {
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it again every second, until Ctrl-C." };
        var command = new Command("status", "Show the pair, its heartbeats and the sub-agents.") { watch };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return parsed.GetValue(watch)
                ? await WatchAsync(context, cancellationToken)
                : await ShowAsync(context, "", cancellationToken);
        });
        return command;
    }

    private static async Task<int> WatchAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchPeriod, context.Time);
        var clear = context.Json || Console.IsOutputRedirected ? "" : ClearScreen;
        try
        {
            do
            {
                await ShowAsync(context, clear, cancellationToken);
            }
            while (!StandardStreams.IsOutputLost && await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C ends the watch.
        }
        return ExitCodes.Ok;
    }

    private static async Task<int> ShowAsync(ServiceContext context, string clear, CancellationToken cancellationToken)
    {
        var report = await StatusReader.ReadAsync(context, cancellationToken);
        if (context.Json)
            context.Output.WriteLine(JsonSerializer.Serialize(report, StatusReportJson.Default.StatusReport));
        else
        {
            // Written directly, since the output of the verb filters control characters of terminals.
            if (clear.Length > 0) await Console.Out.WriteAsync(clear);
            context.Output.Write(StatusText.Write(report, context.Time.GetUtcNow()));
        }
        return report.ExitCode;
    }
}
