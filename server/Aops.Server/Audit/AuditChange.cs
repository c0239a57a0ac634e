using Aops.Server.Actors;

namespace Aops.Server.Audit;

/// <summary>What a write tells the audit: who, when and from where it has of its <see cref="WriteScope"/>.</summary>
/// <param name="Kind">One of <see cref="AuditKinds"/>.</param>
/// <param name="Object">What is changed, as <c>group:web</c>.</param>
internal sealed record AuditChange(string Kind, string Object)
{
    /// <summary>The object before; null where it was not there.</summary>
    public AuditFields? Before { get; init; }

    /// <summary>The object after; null where it is not there any more.</summary>
    public AuditFields? After { get; init; }

    /// <summary>The query that chose the hosts; null for none.</summary>
    public string? Query { get; init; }

    /// <summary>The hosts that it concerns, which are stored as the list of the act; empty for none.</summary>
    public IReadOnlyList<string> HostIds { get; init; } = [];

    /// <summary>How many hosts it concerns, where they are not in <see cref="HostIds"/>.</summary>
    public long Hosts { get; init; }

    /// <summary>The operation that goes on with it; its notes of hosts are stored as the list of the act. Null for none.</summary>
    public string? OperationId { get; init; }

    /// <summary>Why, where the request itself did not say so; null or empty for nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>Who, where that is not who sends the request: its address and id stay.</summary>
    public (ActorKind Kind, string Name)? Actor { get; init; }
}
