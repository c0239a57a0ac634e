namespace Aops.Server.Security.Operators;

/// <summary>A token of an operator; the token itself is shown once, the server keeps its SHA-256.</summary>
internal sealed record OperatorToken
{
    public required string Id { get; init; }

    /// <summary>Who or what has it: what events name.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null for a token that does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
