using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Faults;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Layout;

namespace Aops.AgentService.Pair;

/// <summary>The verbs <c>start</c>, <c>stop</c> and <c>restart</c>.</summary>
internal static class PairCommands
{
    internal static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan StartTime = TimeSpan.FromSeconds(15);

    internal static IEnumerable<Command> Create(SharedOptions shared)
    {
        var start = new Command("start", "Start the pair and its sub-agents.") { shared.Timeout };
        start.SetAction((parsed, cancellationToken) => Run(shared, parsed, context =>
            StartAsync(context, parsed.GetValue(shared.Timeout) ?? StartTime, cancellationToken)));
        yield return start;

        var stop = new Command("stop", "Stop the pair and its sub-agents; they stay down.") { shared.Timeout };
        stop.SetAction((parsed, cancellationToken) => Run(shared, parsed, context =>
            StopAsync(context, parsed.GetValue(shared.Timeout) ?? StopPatience, cancellationToken)));
        yield return stop;

        var restart = new Command("restart", "Stop and start.") { shared.Timeout };
        restart.SetAction((parsed, cancellationToken) => Run(shared, parsed, async context =>
        {
            RequireInstalled(context.Layout);
            await StopAsync(context, parsed.GetValue(shared.Timeout) ?? StopPatience, cancellationToken);
            return await StartAsync(context, parsed.GetValue(shared.Timeout) ?? StartTime, cancellationToken);
        }));
        yield return restart;
    }

    private static Task<int> Run(SharedOptions shared, ParseResult parsed, Func<ServiceContext, Task<Outcome>> verb)
    {
        var context = shared.Context(parsed);
        return context.RunAsync(() => verb(context));
    }

    private static async Task<Outcome> StartAsync(
        ServiceContext context, TimeSpan time, CancellationToken cancellationToken)
    {
        RequireInstalled(context.Layout);
        context.Progress.Step("starting");
        await context.Managers.OfInstalled().StartAsync(cancellationToken);
        await PairStartWaiter.ForPairAsync(context, time, cancellationToken);
        return new() { Ok = true, Message = "started" };
    }

    private static async Task<Outcome> StopAsync(
        ServiceContext context, TimeSpan patience, CancellationToken cancellationToken)
    {
        context.Progress.Step("stopping");
        var report = await new PairStopper(context.Layout, context.Managers.OfInstalled(), context.Time)
            .StopAsync(patience, cancellationToken);
        return new() { Ok = true, Message = report.Sentence };
    }

    private static void RequireInstalled(AopsLayout layout)
    {
        if (File.Exists(layout.LauncherProgram)) return;
        throw new ServiceException(
            $"nothing is installed below {layout.Root}; 'aops-agent-service install' installs", ExitCodes.NoInput);
    }
}
