using Aops.Server.Rights;

namespace Aops.Server.People;

/// <summary>A user: a person who signs in.</summary>
internal sealed record Person
{
    public required string Id { get; init; }

    /// <summary>The name to sign in with; never changes.</summary>
    public required string Name { get; init; }

    /// <summary>What others call the person; may be empty.</summary>
    public required string FullName { get; init; }

    /// <summary>The password as <see cref="PasswordHash"/> stores it; null for a user who has none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the user signs in by the identity provider, and has no password.</summary>
    public bool IsOfProvider { get; init; }

    /// <summary>Issuer and subject of the one person at the provider who is the user; null before the first sign-in.</summary>
    public string? Identity { get; init; }

    public required IReadOnlyList<Grant> Grants { get; init; }

    /// <summary>How often the user was changed; what the ETag is.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Whether the user may not sign in, and the user's keys and sessions are void.</summary>
    public required bool IsDisabled { get; init; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public long Failures { get; init; }

    /// <summary>Until when no password is taken; null for none.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>Whether the user rules everything.</summary>
    public bool IsAdmin => Grants.Any(grant => grant.Role == Role.Admin);
}
