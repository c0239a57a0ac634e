using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Hosting.Metrics;

namespace Aops.AgentService.Status;

/// <summary>The verb <c>metrics</c>.</summary>
internal static class MetricsCommand
{
    internal static Command Create(SharedOptions shared)
    {
        var command = new Command("metrics", "Print the state of this host as metrics for Prometheus.");
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return context.RunAsync(() => ReadAsync(context, cancellationToken));
        });
        return command;
    }

    private static async Task<Outcome> ReadAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        var spm = await StatusProbe.AskAsync(context.Layout, Role.Spm, cancellationToken);
        return spm.Reply is { } status
            ? new() { Ok = true, Message = StatusMetrics.Write(status).TrimEnd('\n') }
            : throw new ServiceException(
                $"aops-spm does not answer below {context.Layout.Root}: {spm.Fault ?? "it does not run"}",
                ExitCodes.NotRunning);
    }
}
