using System.Text.Json.Serialization;
using Aops.Server.Rights;

namespace Aops.Server.People;

/// <summary>Body of <c>POST /api/v1/keys</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record KeyRequest
{
    /// <summary>Who or what has the key; no user and no other key in force has the name.</summary>
    public required string Name { get; init; }

    /// <summary>Roles on scopes, none beyond those of the one who makes it; without them it has the same.</summary>
    public IReadOnlyList<Grant>? Grants { get; init; }

    /// <summary>Lifetime, in seconds; 0 for a key that does not expire.</summary>
    public long TtlSeconds { get; set; } = (long)PeopleLimits.KeyLifeDefault.TotalSeconds;

    /// <summary>Whether it belongs to no user: it goes on when the one who made it goes, and only an admin makes one.</summary>
    public bool Program { get; init; }
}

/// <summary>Answer to it; the only one that contains the key.</summary>
internal sealed record KeyCreated
{
    /// <summary>The key; absent in the answer to a request that is repeated under its key, and of a dry run.</summary>
    public string? Key { get; init; }

    public required KeyView Details { get; init; }
}

/// <summary>An API key, without what it is known by.</summary>
internal sealed record KeyView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The user to whom it belongs, and who bounds what it may; absent for a program's.</summary>
    public string? Owner { get; init; }

    public required IReadOnlyList<Grant> Grants { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Absent for a key that does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Its last use, within 5 minutes; absent for none.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>The address of that use.</summary>
    public string? UsedFrom { get; init; }

    public static KeyView Of(ApiKey key) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Owner = key.Owner,
        Grants = key.Grants,
        CreatedAt = key.CreatedAt,
        CreatedBy = key.CreatedBy,
        ExpiresAt = key.ExpiresAt,
        UsedAt = key.UsedAt,
        UsedFrom = key.UsedFrom,
    };
}

/// <summary>Answer of <c>GET /api/v1/keys</c>.</summary>
internal sealed record KeyList
{
    /// <summary>By name; those in force.</summary>
    public required IReadOnlyList<KeyView> Keys { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
