using Aops.Contracts.Wire;
using Aops.Server.Audit;
using Aops.Server.Commands;
using Aops.Server.Events;
using Aops.Server.Storage;

namespace Aops.Server.Batch;

/// <summary>Gives a host the command to restart its agent, or one sub-agent.</summary>
internal sealed class RestartAction(string? subAgent) : BatchAction
{
    public override string Name => "restart";

    /// <inheritdoc/>
    public override AuditFields Describe() => new AuditFields().Set("subAgent", subAgent);

    /// <inheritdoc/>
    public override BatchResult Apply(
        StoreConnection connection, BatchOrder order, BatchHost host, BatchEffects effects)
    {
        var command = new AgentCommand
        {
            Id = Guid.CreateVersion7().ToString("N"),
            Kind = subAgent is null ? CommandKind.RestartAgent : CommandKind.RestartSubAgent,
            SubAgent = subAgent,
            ExpiresAt = order.Now + TimeSpan.FromSeconds(ServerLimits.CommandLifetimeSecondsDefault),
        };
        var outcome = order.IsDry
            ? CommandStore.Judge(connection, host.Id, order.Now)
            : CommandStore.Add(connection, host.Id, command, order.Now);
        if (outcome != AddCommandOutcome.Added)
            return host.Refuse($"{ServerLimits.OpenCommandsMax} commands wait for it already.");
        var detail = $"{subAgent ?? "The agent"} is to restart.";
        if (order.IsDry) return host.Accept(detail);
        effects.Commanded.Add(host.Id);
        effects.Tell(order, host, EventKinds.Command, $"{subAgent ?? "The agent"} on {host.Hostname} is to restart.",
            EventCause.OfCommand(command.Id));
        return host.Accept(detail) with { CommandId = command.Id };
    }
}
