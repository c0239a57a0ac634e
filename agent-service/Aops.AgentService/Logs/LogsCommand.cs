using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.Hosting.Logging;
using Aops.Native.Programs;
using Microsoft.Extensions.Logging;

namespace Aops.AgentService.Logs;

/// <summary>The verb <c>logs</c>.</summary>
internal static class LogsCommand
{
    private const int StandardLines = 50;

    internal static Command Create(SharedOptions shared)
    {
        var name = new Argument<string>("NAME") { Description = "spm, spa, launch, or the name of a sub-agent." };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is appended, until Ctrl-C." };
        var lines = new Option<int>("--lines", "-n")
        {
            Description = "How many lines from the end.",
            HelpName = "N",
            DefaultValueFactory = _ => StandardLines,
        };
        lines.Within(0, int.MaxValue);
        var time = SharedOptions.TimeOf("--for", "With --follow: how long, such as 5m.");
        var level = new Option<string?>("--level")
        {
            Description = "With --follow, of spm and spa: as long as it goes on they write this much.", HelpName = "debug|info",
        };
        level.AcceptOnlyFromAmong("debug", "info");
        var command = new Command("logs", "Show the log of spm, of spa or of a sub-agent.")
            { name, follow, lines, time, level };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            try
            {
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                if (parsed.GetValue(time) is { } length) ending.CancelAfter(length);
                using var more = Raise(
                    context, parsed.GetValue(name)!, parsed.GetValue(level), parsed.GetValue(follow));
                await ShowAsync(
                    context, parsed.GetValue(name)!, parsed.GetValue(lines), parsed.GetValue(follow), ending.Token);
                return ExitCodes.Ok;
            }
            catch (Exception e)
            {
                var fault = FaultReport.Of(e);
                context.Progress.Fault(fault.Message);
                return fault.ExitCode;
            }
        });
        return command;
    }

    private static FollowedLevel? Raise(ServiceContext context, string name, string? level, bool follow)
    {
        if (level is null) return null;
        if (!follow || name is not ("spm" or "spa"))
            throw new ServiceException("--level goes with --follow and the log of spm or spa", ExitCodes.Usage);
        return FollowedLevel.Begin(
            context.Layout, name == "spm" ? Role.Spm : Role.Spa,
            level == "debug" ? LogLevel.Debug : LogLevel.Information);
    }

    private static async Task ShowAsync(
        ServiceContext context, string name, int lines, bool follow, CancellationToken cancellationToken)
    {
        if (!Names.IsValid(name))
            throw new ServiceException($"'{name}' is not a name ({Names.Rule})", ExitCodes.Usage);
        var tail = new LogTail(
            () => LogFiles.FindNewest(context.Layout, name), () => StandardStreams.IsOutputLost);
        if (!tail.WriteLast(lines, context.Output) && !follow)
        {
            throw new ServiceException(
                $"there is no log of '{name}' below {context.Layout.Log}; known are spm, spa, launch and the "
                + "sub-agents that 'status' lists", ExitCodes.NoInput);
        }
        if (!follow) return;
        try
        {
            await tail.FollowAsync(context.Output, context.Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C ends following, and the time that was given.
        }
    }
}
