using Aops.Contracts.Wire;
using Aops.Server.Actors;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>An operator's word on a diverged host, within the transaction that carries it out.</summary>
internal static class HeldDecision
{
    /// <summary>What a host holds becomes what it should be: the layer of the host says what its other layers do not.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="agentId">The host.</param>
    /// <param name="order">The number, the author and the time of the change.</param>
    /// <returns>Whether it was done; not for a host that could not tell what it holds.</returns>
    public static bool Adopt(StoreConnection connection, string agentId, LayerOrder order)
    {
        if (HostLayerRows.Find(connection, agentId) is not { Held: { IsTold: true } held } host) return false;
        var layers = ListLayers(connection, host);
        var holds = HeldLayer.Merge(held, HeldRows.FindDocument(connection, held.Digest), layers);
        var below = LayerMerge.Of([.. layers.Where(layer => layer.Layer.Kind != LayerKind.Host)]);
        var document = HeldDifference.Of(holds, below, FindVersion(connection, agentId));
        var layer = LayerName.Host(agentId);
        var head = LayerRows.Head(connection, layer);
        if (head > 0 || !document.IsEmpty)
        {
            LayerRows.Add(connection, new LayerRevision
            {
                Layer = layer,
                Number = head + 1,
                Change = order.Change,
                Document = document,
                CreatedAt = order.Now,
                Author = order.Author.Name,
                Message = $"what the host held ({held.Mark.Revision}) when the database was put back to a copy",
                Strategy = LayerRevision.AllAtOnce,
            });
            HostLayerRows.Set(connection, agentId, layer, head + 1);
        }
        End(connection, agentId, order);
        return true;
    }

    /// <summary>A host gets what its layers say.</summary>
    public static void Impose(StoreConnection connection, string agentId, LayerOrder order) =>
        End(connection, agentId, order);

    /// <summary>What a host holds, and what its layers say, by field.</summary>
    public static List<FieldChange> Compare(StoreConnection connection, string agentId)
    {
        if (HostLayerRows.Find(connection, agentId) is not { Held: { } held } host) return [];
        var layers = ListLayers(connection, host);
        var holds = HeldLayer.Merge(held, HeldRows.FindDocument(connection, held.Digest), layers);
        var changes = LayerFields.Differ(Values(holds), Values(LayerMerge.Of(layers)));
        return [.. changes.Where(change => !IsRunning(change))];
    }

    private static void End(StoreConnection connection, string agentId, LayerOrder order)
    {
        HeldRows.Remove(connection, agentId);
        HostLayerRows.SetRevision(connection, agentId, order.Change, order.Now);
        HostLayerRows.SetImposed(connection, agentId, true);
    }

    private static List<MergedLayer> ListLayers(StoreConnection connection, HostAssignment host) =>
    [
        .. host.Layers.Where(pointer => pointer.Revision > 0).Select(
            pointer => MergedLayer.Of(pointer, LayerRows.Find(connection, pointer.Layer, pointer.Revision))),
    ];

    // A sub-agent of which nothing is said runs.
    private static bool IsRunning(FieldChange change) =>
        LayerFields.IsRunning(change.Field) && (change.From ?? "true") == (change.To ?? "true");

    // The version of the order may differ; what it names is compared.
    private static Dictionary<string, string> Values(EffectiveDocument document) => document.Fields
        .Where(field => !LayerFields.IsOrder(field.Key))
        .ToDictionary(field => field.Key, field => field.Value.Value);

    private static DesiredAgent? FindVersion(StoreConnection connection, string agentId) =>
        connection.Prepare("SELECT version FROM agent WHERE id = @id").Set("@id", agentId)
            .ReadFirst(row => row.GetString(0)) is { } version
            ? new DesiredAgent { Version = version }
            : null;
}

/// <summary>The change that a word is carried out by.</summary>
/// <param name="Change">Its number among the changes of all layers.</param>
/// <param name="Author">Who gave the word.</param>
/// <param name="Now">The time.</param>
internal sealed record LayerOrder(long Change, Actor Author, DateTimeOffset Now);
