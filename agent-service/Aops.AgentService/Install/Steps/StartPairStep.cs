using Aops.AgentService.Pair;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;

namespace Aops.AgentService.Install.Steps;

/// <summary>Starts the new pair and waits until the server has accepted a heartbeat; the undo stops it.</summary>
/// <param name="chosen">The service manager.</param>
/// <param name="heartbeatTime">Longest wait for the heartbeat.</param>
internal sealed class StartPairStep(ServiceContext context, IHostServices chosen, TimeSpan heartbeatTime)
    : IInstallStep
{
    /// <summary>Time from the start of the pair to the first accepted heartbeat.</summary>
    public TimeSpan Took { get; private set; }

    public async Task DoAsync(CancellationToken cancellationToken)
    {
        context.Progress.Step("starting");
        await chosen.StartAsync(cancellationToken);
        Took = await FirstHeartbeat.WaitAsync(context, heartbeatTime, cancellationToken);
    }

    public Task UndoAsync(IHostServices manager, CancellationToken cancellationToken) =>
        new PairStopper(context.Layout, manager, context.Time)
            .StopAsync(PairCommands.StopPatience, cancellationToken);
}
