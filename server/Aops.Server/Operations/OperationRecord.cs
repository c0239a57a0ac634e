namespace Aops.Server.Operations;

/// <summary>Work over many hosts that goes on beside requests, in pieces, and survives a restart of the server.</summary>
internal sealed record OperationRecord
{
    public required string Id { get; init; }

    public required OperationKind Kind { get; init; }

    /// <summary>The layer; of a removal, why; of labels, their change as JSON.</summary>
    public required string Subject { get; init; }

    /// <summary>The revision that hosts are moved to; 0 where their groups are looked at.</summary>
    public long Revision { get; init; }

    public required OperationState State { get; init; }

    /// <summary>Hosts that it began with.</summary>
    public required long Total { get; init; }

    /// <summary>Hosts that it has done.</summary>
    public long Done { get; init; }

    /// <summary>The id that the next piece begins after.</summary>
    public string Place { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of the operator's token.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>A new one, which runs; ids of later ones are greater.</summary>
    /// <param name="total">Hosts that it begins with.</param>
    /// <param name="by">Name of the operator's token.</param>
    public static OperationRecord Begin(
        OperationKind kind, string subject, long total, string by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7().ToString("N"),
        Kind = kind,
        Subject = subject,
        State = OperationState.Running,
        Total = total,
        CreatedAt = now,
        CreatedBy = by,
    };
}
