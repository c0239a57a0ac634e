using Aops.AgentService.Pair;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;

namespace Aops.AgentService.Install.Steps;

/// <summary>Stops the older pair with its sub-agents; the undo starts it if it ran.</summary>
internal sealed class StopOlderStep(ServiceContext context, OlderInstallation older) : IInstallStep
{
    public async Task DoAsync(CancellationToken cancellationToken)
    {
        if (!older.Ran) return;
        context.Progress.Step("stopping the older installation");
        await new PairStopper(context.Layout, older.Manager, context.Time)
            .StopAsync(PairCommands.StopPatience, cancellationToken);
    }

    public async Task UndoAsync(IHostServices manager, CancellationToken cancellationToken)
    {
        if (older is { IsThere: true, Ran: true }) await older.Manager.StartAsync(cancellationToken);
    }
}
