using Aops.Contracts;
using Aops.Server.Hosts.Labels;

namespace Aops.Server.Operations;

/// <summary>Answer of <c>GET /api/v1/operations</c>.</summary>
internal sealed record OperationList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<OperationView> Operations { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/operations/{id}</c>.</summary>
internal sealed record OperationView
{
    public required string Id { get; init; }

    /// <summary><c>move</c>, <c>review</c>, <c>reorder</c>, <c>adopt</c>, <c>impose</c>, <c>labels</c> or <c>remove</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The layer; null where hosts are removed or labelled.</summary>
    public string? Layer { get; init; }

    /// <summary>Why hosts are removed.</summary>
    public string? Message { get; init; }

    /// <summary>Labels that are set, and, with null, removed.</summary>
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    /// <summary>The revision that hosts are moved to.</summary>
    public long? Revision { get; init; }

    /// <summary><c>running</c>, <c>done</c> or <c>superseded</c>.</summary>
    public required string State { get; init; }

    /// <summary>Hosts that it began with.</summary>
    public required long Total { get; init; }

    /// <summary>Hosts that it has done.</summary>
    public required long Done { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The operator.</summary>
    public required string CreatedBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public static OperationView Of(OperationRecord operation) => new()
    {
        Id = operation.Id,
        Kind = KebabName.Of(operation.Kind),
        Layer = operation.Kind is OperationKind.Remove or OperationKind.Labels ? null : operation.Subject,
        Message = operation.Kind == OperationKind.Remove ? operation.Subject : null,
        Labels = operation.Kind == OperationKind.Labels ? LabelChange.OfJson(operation.Subject).Labels : null,
        Revision = operation.Revision == 0 ? null : operation.Revision,
        State = KebabName.Of(operation.State),
        Total = operation.Total,
        Done = operation.Done,
        CreatedAt = operation.CreatedAt,
        CreatedBy = operation.CreatedBy,
        EndedAt = operation.EndedAt,
    };
}
