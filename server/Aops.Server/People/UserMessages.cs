using System.Text.Json.Serialization;
using Aops.Server.Rights;

namespace Aops.Server.People;

/// <summary>Body of <c>POST /api/v1/users</c> and <c>PUT /api/v1/users/{name}</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record UserRequest
{
    /// <summary>The name to sign in with; stands in the path where the user is there already.</summary>
    public string? Name { get; init; }

    /// <summary>What others call the person.</summary>
    public string? FullName { get; init; }

    /// <summary>Roles on scopes, at most 16.</summary>
    public required IReadOnlyList<Grant> Grants { get; init; }

    /// <summary>A new password; without it the user has the one from before, or none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the user may not sign in, and the user's keys and sessions are void.</summary>
    public bool Disabled { get; init; }

    /// <summary>
    /// Whether the user signs in by the identity provider and not by a password. Without it, a user who did so belongs to no
    /// identity any more.
    /// </summary>
    public bool Provider { get; init; }
}

/// <summary>A user.</summary>
internal sealed record UserView
{
    public required string Name { get; init; }

    public required string FullName { get; init; }

    public required IReadOnlyList<Grant> Grants { get; init; }

    /// <summary>Whether there is a password to sign in with.</summary>
    public required bool HasPassword { get; init; }

    public required bool Disabled { get; init; }

    /// <summary>Whether the user signs in by the identity provider.</summary>
    public required bool Provider { get; init; }

    /// <summary>Issuer and subject of the person at the identity provider; absent before the first sign-in.</summary>
    public string? Identity { get; init; }

    /// <summary>Until when no password is taken after wrong ones; absent for none. A write of the user ends it.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>How often the user was changed; what the ETag is.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made the user.</summary>
    public required string CreatedBy { get; init; }

    public static UserView Of(Person person) => new()
    {
        Name = person.Name,
        FullName = person.FullName,
        Grants = person.Grants,
        HasPassword = person.Password is not null,
        Disabled = person.IsDisabled,
        Provider = person.IsOfProvider,
        Identity = person.Identity,
        LockedUntil = person.LockedUntil,
        SignedInAt = person.SignedInAt,
        Revision = person.Revision,
        CreatedAt = person.CreatedAt,
        CreatedBy = person.CreatedBy,
    };
}

/// <summary>Answer of <c>GET /api/v1/users</c>.</summary>
internal sealed record UserList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<UserView> Users { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
