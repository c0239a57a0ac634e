using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Hosting.Metrics;

namespace Aops.AgentService.Status;

/// <summary>The verb <c>metrics</c>.</summary>
internal static class MetricsCommand
{
    internal static Command Create(SharedOptions shared)
    {
        var command = new Command("metrics", "Print the state of this host as metrics for Prometheus.");
        command.SetAction(async (parsed, cancellation) =>
        {
            var context = shared.Context(parsed);
            var spm = await HalfAnswer.AskAsync(context.Layout, Role.Spm, cancellation);
            if (spm.Reply is not { } status)
            {
                throw new ServiceException(
                    $"aops-spm does not answer below {context.Layout.Root}: {spm.Fault ?? "it does not run"}",
                    ExitCodes.NotRunning);
            }
            context.Output.Write(StatusMetrics.Write(status));
            return ExitCodes.Ok;
        });
        return command;
    }
}
