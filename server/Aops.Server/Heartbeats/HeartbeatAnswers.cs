using Aops.Contracts.Wire;
using Aops.Server.Commands;
using Aops.Server.Desired;
using Aops.Server.Repository;

namespace Aops.Server.Heartbeats;

/// <summary>Composes the answer to a heartbeat from what should be and from the commands that wait.</summary>
internal sealed class HeartbeatAnswers(
    DesiredStates desired, CommandStore commands, ReleaseCatalog releases, Func<int> backlog, TimeProvider clock)
{
    private static readonly TimeSpan Redelivery = TimeSpan.FromSeconds(ServerLimits.CommandRedeliverySeconds);

    /// <summary>The answer as of now.</summary>
    /// <returns>The answer, and whether it holds anything that the agent does not know yet.</returns>
    public async Task<(HeartbeatReply Reply, bool HasNews)> ComposeAsync(
        string agentId, long revisionHeld, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await commands.ListDueAsync(agentId, now, now - Redelivery, cancellationToken);
        if (due.Count > 0) await commands.StoreDeliveryAsync(due, now, cancellationToken);
        var reply = new HeartbeatReply
        {
            ServerTime = now,
            Desired = desired.Revision(agentId) == revisionHeld ? null : desired.Effective(agentId),
            Commands = due,
            SlowDownSeconds = backlog() > ServerLimits.PendingWritesBusy ? ServerLimits.SlowDownSeconds : 0,
            AuthorityGeneration = (await releases.ReadAsync(cancellationToken)).AuthorityGeneration,
        };
        return (reply, reply.Desired is not null || due.Count > 0 || reply.SlowDownSeconds > 0);
    }
}
