using Aops.Contracts.Wire;
using Aops.Server.Commands;
using Aops.Server.Desired;
using Aops.Server.Layers;
using Aops.Server.Repository;
using Aops.Server.Storage;

namespace Aops.Server.Heartbeats;

/// <summary>Composes the reply to a heartbeat from the desired state, waiting commands and runs.</summary>
internal sealed class HeartbeatReplyBuilder(
    DesiredStates desired, SentOrders sent, HeldIntake unknown, CommandStore commands, TakeRuns takeRuns,
    ReleaseCatalog releases, Func<int> backlog, TimeProvider clock)
{
    private static readonly TimeSpan Redelivery = TimeSpan.FromSeconds(ServerLimits.CommandRedeliverySeconds);

    /// <summary>Composes the current reply.</summary>
    /// <returns>The reply, and whether it has anything that the agent does not know yet.</returns>
    public async Task<(HeartbeatReply Reply, bool HasNews)> ComposeAsync(
        string agentId, HeldMark mark, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var step = desired.Compare(agentId, mark);
        var asksNow = step == HostStep.Unknown && unknown.Ask(agentId, mark);
        // Before it is composed: of an order that comes in between it is only known too early that it was sent.
        var told = step == HostStep.Behind ? desired.Find(agentId) : null;
        if (told is not null) sent.Note(agentId, told.Number);
        var due = await TakeDueAsync(agentId, now, cancellationToken);
        var runs = await TakeRunsAsync(agentId, now, cancellationToken);
        var reply = new HeartbeatReply
        {
            ServerTime = now,
            Desired = told?.ToDesired(),
            AsksForHeld = step == HostStep.Unknown,
            Commands = due,
            Runs = runs.Orders,
            CancelledRuns = runs.Cancelled,
            SlowDownSeconds = backlog() > ServerLimits.PendingWritesBusy ? ServerLimits.SlowDownSeconds : 0,
            AuthorityGeneration = (await releases.ReadRecentAsync(cancellationToken)).AuthorityGeneration,
        };
        return (reply, reply.Desired is not null || asksNow || due.Count > 0 || runs.IsNews
            || reply.SlowDownSeconds > 0);
    }

    // The delivery of a command is stored before it is sent, otherwise every reply would repeat it. While
    // that is not possible, commands wait, and the heartbeat is answered nevertheless.
    private async Task<List<AgentCommand>> TakeDueAsync(
        string agentId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var due = await commands.ListDueAsync(agentId, now, now - Redelivery, cancellationToken);
            return due.Count > 0 ? await commands.StoreDeliveryAsync(agentId, due, now, cancellationToken) : due;
        }
        catch (StoreException)
        {
            // The log reports the fault already, since the status of the same heartbeat could not be stored
            // either.
            return [];
        }
    }

    // The same holds of runs.
    private async ValueTask<WaitingRuns> TakeRunsAsync(
        string agentId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return await takeRuns(agentId, now, cancellationToken);
        }
        catch (StoreException)
        {
            return WaitingRuns.None;
        }
    }
}
