namespace Aops.Server.People;

/// <summary>A session of a user in a browser or a program; the word that it is known by is stored as a hash.</summary>
internal sealed record PersonSession
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>Name of the user.</summary>
    public required string User { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last request, as of <see cref="PeopleLimits.UseNotedAfter"/> ago at most.</summary>
    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>When it ends whatever is done with it.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The address that signed in.</summary>
    public string? Address { get; init; }

    /// <summary>The browser or program that signed in, as it called itself.</summary>
    public string? Client { get; init; }
}
