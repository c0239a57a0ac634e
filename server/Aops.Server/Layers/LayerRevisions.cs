using Aops.Server.Groups;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>Makes revisions of layers, within a transaction; whether and when hosts get one is another matter.</summary>
internal static class LayerRevisions
{
    /// <summary>Adds the next revision of a layer.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="head">The newest revision; null for none.</param>
    /// <param name="made">What it says.</param>
    public static LayerRevision Add(StoreConnection connection, LayerRevision? head, NewRevision made)
    {
        var number = LayerRows.NextChange(connection);
        var revision = new LayerRevision
        {
            Layer = made.Layer,
            Number = (head?.Number ?? 0) + 1,
            Change = number,
            Document = made.Document?.Ordered(made.InPlaceOf ?? head?.Document, made.Order ?? number),
            CreatedAt = made.Now,
            Author = made.Author,
            Message = made.Message,
            Strategy = made.Strategy,
            RevertOf = made.RevertOf,
        };
        LayerRows.Add(connection, revision);
        if (head is null && made.Layer.Kind == LayerKind.Host)
            HostLayerRows.Set(connection, made.Layer.Subject, made.Layer, 0);
        if (made.Layer.Kind == LayerKind.Group && GroupRows.Find(connection, made.Layer.Subject) is { } group)
        {
            if (group.Head == 0) Membership.Open(connection, group, made.Now);
            GroupRows.SetHead(connection, group.Name, revision.Number);
        }
        return revision;
    }
}

/// <summary>What a new revision of a layer says.</summary>
internal sealed record NewRevision
{
    public required LayerName Layer { get; init; }

    /// <summary>The document; null takes the layer back.</summary>
    public required LayerDocument? Document { get; init; }

    /// <summary>Who wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>Why, in the author's words.</summary>
    public required string Message { get; init; }

    /// <summary>How hosts are moved to it.</summary>
    public required string Strategy { get; init; }

    /// <summary>The revision whose content it has again; null for new content.</summary>
    public long? RevertOf { get; init; }

    /// <summary>The document that it takes the place of on its hosts; null for that of the newest revision.</summary>
    public LayerDocument? InPlaceOf { get; init; }

    /// <summary>The order of the versions that it names; null for a new one.</summary>
    public long? Order { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>What a write makes.</summary>
    public static NewRevision Of(LayerChange change, LayerDocument? document) => new()
    {
        Layer = change.Layer,
        Document = document,
        Author = change.Author.Name,
        Message = change.Message,
        Strategy = LayerRevision.AllAtOnce,
        RevertOf = change.RevertOf,
        Now = change.Now,
    };
}
