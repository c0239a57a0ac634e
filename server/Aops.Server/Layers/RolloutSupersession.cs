using Aops.Contracts;
using Aops.Rollouts.States;
using Aops.Server.Events;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// Ends rollouts of a layer that something newer takes the place of, within its transaction. Layers do not know rollouts
/// otherwise: what they have in flight is taken back by their driver, which reads them again.
/// </summary>
internal static class RolloutSupersession
{
    private static readonly string Query =
        "SELECT id, state, revision FROM rollout WHERE layer = @layer AND state IN (" +
        string.Join(", ", RolloutTable.Table.Transitions.Where(row => row.Trigger == RolloutTrigger.Supersede)
            .Select(row => $"'{KebabName.Of(row.From)}'").Order(StringComparer.Ordinal)) + ") ORDER BY id";

    /// <summary>Ends them. One that is taken back ends with the rollout that takes it back.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="why">What takes their place, as the end of a sentence.</param>
    /// <param name="now">The time.</param>
    /// <param name="except">Ids of those that go on.</param>
    /// <returns>Their ids.</returns>
    public static IReadOnlyList<string> Run(
        StoreConnection connection, LayerName layer, string why, DateTimeOffset now, IReadOnlyList<string> except)
    {
        var ended = Read(connection, layer).Where(rollout => !except.Contains(rollout.Id)).ToList();
        foreach (var (id, state, revision) in ended)
        {
            connection.Prepare(
                "UPDATE rollout SET state = 'superseded', since = @now, why = @why, ended_at = @now, " +
                "steps = steps + 1 WHERE id = @id").Set("@id", id).Set("@why", why).Set("@now", now).Run();
            EventStore.Append(connection, [new EventRecord
            {
                At = now,
                Kind = EventKinds.Rollout,
                Class = EventClass.Operator,
                Cause = EventCause.OfRollout(id, layer.Text, revision),
                Message = $"The rollout {id} of {layer.Text}, which was {state}, is superseded: {why}.",
            }]);
        }
        return [.. ended.Select(rollout => rollout.Id)];
    }

    /// <summary>Ids of those that a write would end.</summary>
    public static IReadOnlyList<string> Find(StoreConnection connection, LayerName layer) =>
        [.. Read(connection, layer).Select(rollout => rollout.Id)];

    private static List<(string Id, string State, long? Revision)> Read(StoreConnection connection, LayerName layer) =>
        connection.Prepare(Query).Set("@layer", layer.Text)
            .Read(row => (row.GetString(0), row.GetString(1), row.IsDBNull(2) ? (long?)null : row.GetInt64(2)));
}
