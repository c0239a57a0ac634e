using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// A write of a layer of which hosts have different revisions, since a rollout has not brought the newest one to all of them:
/// what the write changes is changed in each of those revisions. So every host has the change at once, none has what the
/// rollout has not brought to it, and the rollout goes on.
/// </summary>
internal static class LayerAmendment
{
    /// <summary>Finds what becomes of the revisions that hosts have. Within a transaction or a read.</summary>
    /// <param name="head">The newest revision.</param>
    /// <param name="made">What the write makes of it.</param>
    /// <param name="entry">The revision that hosts take which come in.</param>
    /// <param name="brought">What the rollout brings: what differs between that revision and the newest one.</param>
    /// <returns>By ascending number, the newest last; null where the write says itself what the rollout brings.</returns>
    public static IReadOnlyList<AmendedRevision>? Find(
        StoreConnection connection, LayerRevision head, LayerDocument made, long entry,
        IReadOnlyList<FieldChange> brought)
    {
        var before = head.Document ?? LayerDocument.Empty;
        // It names what the rollout brings, and orders it by no new order: the rollout does.
        made = made.Retaining(before);
        var patch = LayerPatch.Between(before, made);
        var ofRollout = Fields(brought);
        var changed = Fields(LayerFields.Differ(before, made));
        var numbers = ListNumbers(connection, head, entry);
        if (changed.Count == 0 || changed.Overlaps(ofRollout) || numbers.Count > FleetLimits.RevisionsAmendedMax)
            return null;
        var amended = new List<AmendedRevision>(numbers.Count);
        foreach (var number in numbers)
        {
            var (document, next) = (head.Document, made);
            if (number != head.Number)
            {
                document = LayerRows.Find(connection, head.Layer, number)?.Document;
                next = LayerPatch.Apply(document ?? LayerDocument.Empty, patch);
            }
            if (Fields(LayerFields.Differ(document, next)).Overlaps(ofRollout)
                || LayerValidator.Validate(next, releases: null, document).Any)
            {
                return null;
            }
            amended.Add(new AmendedRevision(number, document, next));
        }
        return amended;
    }

    /// <summary>Writes it, within a transaction.</summary>
    /// <param name="entry">The revision that hosts take which come in.</param>
    public static LayerOutcome.Changed Write(
        StoreConnection connection, LayerChange change, LayerRevision head, long entry,
        IReadOnlyList<AmendedRevision> amended)
    {
        var rollouts = AmendedRollouts.List(connection, head);
        var ids = rollouts.Select(rollout => rollout.Id).ToList();
        var goesOn = rollouts.Where(rollout => AmendedRollouts.GoesOn(rollout.State)).Select(rollout => rollout.Id);
        var (last, moved, hosts) = (head, new List<HostAssignment>(), 0L);
        long? order = null;
        foreach (var one in amended)
        {
            var revision = LayerRevisions.Add(connection, last, NewRevision.Of(change, one.Document) with
            {
                Message = one.Number == head.Number
                    ? change.Message
                    : $"{change.Message} (of hosts that had revision {one.Number})".TrimStart(),
                InPlaceOf = one.Before ?? LayerDocument.Empty,
                Order = order,
            });
            // A version that the write names has one order, whichever revision a host has.
            order ??= revision.Change;
            hosts += HostLayerRows.MoveFrom(connection, one.Number, revision);
            moved.AddRange(HostLayerRows.ListChanged(connection, revision.Change));
            AmendedRollouts.Move(connection, ids, one.Number, revision);
            if (one.Number == entry) LayerEntry.Set(connection, head.Layer, revision.Number);
            last = revision;
        }
        return new LayerOutcome.Changed(last, hosts, moved, OperationId: null)
        {
            Head = head,
            GoesOn = [.. goesOn],
            Superseded = RolloutSupersession.Run(
                connection, head.Layer, $"revision {last.Number} of the layer was written", change.Now, ids),
        };
    }

    private static List<long> ListNumbers(StoreConnection connection, LayerRevision head, long entry) =>
    [
        .. connection.Prepare("SELECT DISTINCT revision FROM host_layer WHERE layer = @layer")
            .Set("@layer", head.Layer.Text).Read(row => row.GetInt64(0))
            .Concat(AmendedRollouts.ListNumbers(connection, head))
            .Append(entry).Append(head.Number).Distinct().Order(),
    ];

    // A version and its order are one thing.
    private static HashSet<string> Fields(IReadOnlyList<FieldChange> changes) =>
        [.. changes.Select(change => LayerFields.WithoutOrder(change.Field))];
}
