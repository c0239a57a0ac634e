using Aops.Server.Events;

namespace Aops.Server.Runs;

/// <summary>Leads runs from step to step. What is stored is told afterwards: to hosts that wait, and to requests that do.</summary>
/// <param name="wake">Answers the held heartbeat of a host.</param>
internal sealed class RunConductor(
    RunStepStore steps, RunOffers offers, RunNews news, EventLog events, Action<string> wake, TimeProvider clock)
{
    /// <summary>Does one step of each run that has one.</summary>
    /// <returns>Whether there was one, so that there may be another.</returns>
    public async Task<bool> StepAllAsync(CancellationToken cancellationToken)
    {
        var hasMoved = false;
        foreach (var id in await steps.ListOpenAsync(cancellationToken))
            hasMoved |= await StepAsync(id, cancellationToken);
        return hasMoved;
    }

    /// <summary>Hosts of a run may have something to be told of: their held heartbeats are answered.</summary>
    public void Tell(IEnumerable<string> agentIds)
    {
        foreach (var id in agentIds)
        {
            offers.Forget(id);
            wake(id);
        }
    }

    private async Task<bool> StepAsync(string id, CancellationToken cancellationToken)
    {
        if (await steps.StepAsync(id, clock.GetUtcNow(), cancellationToken) is not { } done) return false;
        Tell(done.Offered);
        news.Announce(id);
        foreach (var host in done.Moved) news.Announce(RunNews.KeyOf(id, host));
        if (done.HasEvents) events.Announce();
        return true;
    }
}
