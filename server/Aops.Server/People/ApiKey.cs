using Aops.Server.Rights;

namespace Aops.Server.People;

/// <summary>An API key; the key itself is shown once, the server stores its SHA-256.</summary>
internal sealed record ApiKey
{
    public required string Id { get; init; }

    /// <summary>Who or what has it: what events name. No user and no other live key has it.</summary>
    public required string Name { get; init; }

    /// <summary>The user to whom it belongs, and whose rights bound its own; null for a program's.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Name of that user; null for a program's.</summary>
    public string? Owner { get; init; }

    public required IReadOnlyList<Grant> Grants { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of who made it; empty for one of an earlier version.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Null for a key that does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Its last use, as of <see cref="PeopleLimits.UseNotedAfter"/> ago at most; null for none.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>The address of that use.</summary>
    public string? UsedFrom { get; init; }
}
