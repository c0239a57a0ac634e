using Aops.Contracts;
using Aops.Rollouts.States;
using Aops.Server.Events;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts.Storing;

/// <summary>Ends rollouts of a layer that something newer takes the place of, within its transaction.</summary>
internal static class RolloutSupersession
{
    /// <summary>Ends them; what they have in flight is taken back by the driver.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="why">What takes their place, as the end of a sentence.</param>
    /// <param name="now">The time.</param>
    /// <param name="except">Ids of those that go on.</param>
    /// <returns>Their ids.</returns>
    public static IReadOnlyList<string> Run(
        StoreConnection connection, LayerName layer, string why, DateTimeOffset now, IReadOnlyList<string> except)
    {
        var ended = new List<string>();
        foreach (var id in RolloutRows.ListLive(connection, layer).Except(except))
        {
            // One that is taken back ends with the rollout that takes it back.
            if (RolloutRows.Find(connection, id) is not { } rollout
                || !RolloutTable.Table.Allows(rollout.State, RolloutTrigger.Supersede))
            {
                continue;
            }
            RolloutRows.Supersede(connection, id, why, now);
            EventStore.Append(connection, [new EventRecord
            {
                At = now,
                Kind = EventKinds.Rollout,
                Class = EventClass.Operator,
                Cause = EventCause.OfRollout(rollout.Id, layer.Text, rollout.Revision),
                Message = $"The rollout {id} of {layer.Text}, which was {KebabName.Of(rollout.State)}, is superseded: {why}.",
            }]);
            ended.Add(id);
        }
        return ended;
    }
}
