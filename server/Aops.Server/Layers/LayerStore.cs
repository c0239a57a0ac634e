using Aops.Query;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Operations;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>Reads and writes layers, and the layers of hosts.</summary>
internal sealed class LayerStore(Database database)
{
    /// <summary>Whether there is something that a layer can be about.</summary>
    /// <param name="scope">The hosts whose layers are there; layers of groups and of the fleet always are.</param>
    public ValueTask<bool> ExistsAsync(
        LayerName layer, QueryNode scope, CancellationToken cancellationToken) => database.ReadAsync(
        connection => Exists(connection, layer)
            && (layer.Kind != LayerKind.Host || LayerScope.Covers(connection, scope, layer)),
        cancellationToken);

    /// <summary>The hosts that a layer is for.</summary>
    public ValueTask<QueryNode> HostsOfAsync(LayerName layer, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => LayerScope.HostsOf(connection, layer), cancellationToken);

    /// <summary>Whether a layer is for hosts of a scope alone.</summary>
    public ValueTask<bool> IsWithinAsync(
        LayerName layer, QueryNode scope, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => LayerScope.Covers(connection, scope, layer), cancellationToken);

    /// <summary>The field of a group's query that is not steady enough for a layer; null for none.</summary>
    public ValueTask<string?> FindUnsteadyAsync(LayerName layer, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => layer.Kind == LayerKind.Group && GroupRows.Find(connection, layer.Subject) is { } group
                ? Membership.FindUnsteady(group.Parse())
                : null,
            cancellationToken);

    /// <summary>The newest revision, or null.</summary>
    public ValueTask<LayerRevision?> FindHeadAsync(LayerName layer, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => LayerRows.FindHead(connection, layer), cancellationToken);

    /// <summary>What a write would bring hosts of an unfinished rollout, and how it does not; null for nothing.</summary>
    public ValueTask<LayerOutcome.Unfinished?> FindUnfinishedAsync(
        LayerRevision? head, LayerDocument made, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => UnfinishedLayer.Find(connection, head, made), cancellationToken);

    /// <summary>One revision, or null.</summary>
    public ValueTask<LayerRevision?> FindAsync(LayerName layer, long number, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => LayerRows.Find(connection, layer, number), cancellationToken);

    /// <summary>Revisions below a number, the newest first.</summary>
    public ValueTask<List<LayerRevision>> ListAsync(
        LayerName layer, long before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => LayerRows.List(connection, layer, before, limit), cancellationToken);

    /// <summary>The number of the last change.</summary>
    public ValueTask<long> LastChangeAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(LayerRows.LastChange, cancellationToken);

    /// <summary>Begins a history of the numbers that hosts are told. It is on the disk when it returns.</summary>
    public Task<HistoryLine> BeginHistoryAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => HistoryRows.Begin(connection, now), Durability.Disk, cancellationToken);

    /// <summary>What diverged hosts hold, by its digest.</summary>
    public ValueTask<LayerDocument> FindHeldAsync(string digest, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => HeldRows.FindDocument(connection, digest), cancellationToken);

    /// <summary>Stores what a diverged host holds.</summary>
    /// <returns>The host; null where it is not known any more.</returns>
    public Task<HostAssignment?> StoreHeldAsync(
        string agentId, HeldMark mark, LayerDocument? document, DateTimeOffset now) =>
        database.WriteAsync(
            connection =>
            {
                if (!HostStore.Has(connection, agentId)) return null;
                HeldRows.Store(connection, agentId, mark, document, now);
                return HostLayerRows.Find(connection, agentId);
            },
            Durability.Disk, CancellationToken.None);

    /// <summary>A host holds what it was told whatever it held.</summary>
    public Task<HostAssignment?> EndImposedAsync(string agentId) =>
        database.WriteAsync(
            connection =>
            {
                HostLayerRows.SetImposed(connection, agentId, false);
                return HostLayerRows.Find(connection, agentId);
            },
            Durability.Process, CancellationToken.None);

    /// <summary>Every host.</summary>
    public ValueTask<List<HostAssignment>> ListHostsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(HostLayerRows.ListAll, cancellationToken);

    /// <summary>One host, or null.</summary>
    public ValueTask<HostAssignment?> FindHostAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => HostLayerRows.Find(connection, agentId), cancellationToken);

    /// <summary>The layers of a host, the strongest last, each with its newest revision.</summary>
    public ValueTask<List<MergedLayerHead>> ListHeadsAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => HostLayerRows.Find(connection, agentId) is { } host
                ? host.Layers.Select(pointer => new MergedLayerHead(
                    pointer.Layer, pointer.Revision, LayerRows.Head(connection, pointer.Layer),
                    OperationRows.IsMoving(connection, pointer.Layer))).ToList()
                : [],
            cancellationToken);

    /// <summary>Ids of the hosts that have a layer.</summary>
    public ValueTask<List<string>> ListMembersAsync(LayerName layer, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => HostLayerRows.ListMembers(connection, layer), cancellationToken);

    /// <summary>
    /// Gives a layer a new revision, and moves the first hosts to it; an operation moves the others. It is on the disk
    /// when it returns.
    /// </summary>
    public Task<LayerOutcome> ChangeAsync(LayerChange change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                var outcome = Change(connection, change);
                if (outcome is LayerOutcome.Changed changed)
                    AuditRows.Append(connection, LayerAudit.Written(changed));
                return outcome;
            },
            Durability.Disk, cancellationToken);

    /// <summary>The same within the transaction of an act that tells the audit itself.</summary>
    public static LayerOutcome Change(StoreConnection connection, LayerChange change)
    {
        var layer = change.Layer;
        if (!Exists(connection, layer)) return new LayerOutcome.NoSuchLayer();
        if (!LayerScope.Covers(connection, change.Scope, layer))
            return new LayerOutcome.OutsideScope(change.Scope);
        var group = layer.Kind == LayerKind.Group ? GroupRows.Find(connection, layer.Subject) : null;
        if (group is not null && Membership.FindUnsteady(group.Parse()) is { } field)
            return new LayerOutcome.Unsteady(field);
        var head = LayerRows.FindHead(connection, layer);
        if ((change.Expected is { } seen && seen != (head?.Number ?? 0))
            || (change.ExpectedChange is { } seenChange && seenChange != (head?.Change ?? 0)))
        {
            return new LayerOutcome.OtherRevision(head?.Number ?? 0);
        }
        var made = change.Make(head?.Document);
        if (!change.Supersedes && UnfinishedLayer.Find(connection, head, made) is { } unfinished)
        {
            return unfinished.Amended is { } amended
                ? LayerAmendment.Write(connection, change, head!, unfinished.Before, amended)
                : unfinished;
        }
        var revision = LayerRevisions.Add(connection, head, NewRevision.Of(change, made));
        // All hosts have the revision at once, those too that come in from now on.
        LayerEntry.Clear(connection, layer);
        return Move(connection, revision) with
        {
            Head = head,
            Superseded = RolloutSupersession.Run(
                connection, layer, $"revision {revision.Number} of the layer was written", change.Now, except: []),
        };
    }

    private static LayerOutcome.Changed Move(StoreConnection connection, LayerRevision revision)
    {
        var move = new LayerMove(revision.Layer, revision.Number);
        OperationRows.Supersede(connection, move.Layer, revision.CreatedAt);
        var total = HostLayerRows.CountOlder(connection, move.Layer, move.Revision);
        var piece = HostLayerRows.MovePiece(connection, move, "", revision.Change, revision.CreatedAt);
        var left = total - (piece?.Count ?? 0);
        string? operation = null;
        if (left > 0)
        {
            var begun = OperationRecord.Begin(
                OperationKind.Move, move.Layer.Text, total, revision.Author, revision.CreatedAt);
            operation = OperationRows.Add(connection, begun with
            {
                Revision = move.Revision, Done = total - left, Place = piece!.Value.Last,
            });
        }
        return new LayerOutcome.Changed(
            revision, total, HostLayerRows.ListChanged(connection, revision.Change), operation);
    }

    private static bool Exists(StoreConnection connection, LayerName layer) => layer.Kind switch
    {
        LayerKind.Fleet => true,
        LayerKind.Group => GroupRows.Find(connection, layer.Subject) is not null,
        _ => HostStore.Has(connection, layer.Subject),
    };
}
