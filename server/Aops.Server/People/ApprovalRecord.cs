namespace Aops.Server.People;

/// <summary>A request that waits for another person, or was decided.</summary>
internal sealed record ApprovalRecord
{
    public required string Id { get; init; }

    public required ApprovalState State { get; init; }

    /// <summary>The request: its method, the pattern of its route, its path with the query string, its If-Match, its body.</summary>
    public required string Method { get; init; }

    public required string Route { get; init; }

    public required string Path { get; init; }

    public string? IfMatch { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The hosts that it reaches, in the query language.</summary>
    public required string Hosts { get; init; }

    /// <summary>How many these were when it was asked for.</summary>
    public required long Count { get; init; }

    /// <summary>Name of the rule that it needs another person by.</summary>
    public required string Rule { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Name of the user or key that sent it.</summary>
    public required string AskedBy { get; init; }

    /// <summary>Id of that user or key.</summary>
    public required string AskerId { get; init; }

    /// <summary>The person behind it; null for a program's key.</summary>
    public string? AskerUserId { get; init; }

    /// <summary>Why, in the words of the sender; null where none were given.</summary>
    public string? Reason { get; init; }

    /// <summary>When it expires without a decision.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Name of the user who decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Status of the answer once it was done.</summary>
    public long? AnswerStatus { get; init; }

    /// <summary>The answer, JSON; null for none.</summary>
    public byte[]? Answer { get; init; }
}
