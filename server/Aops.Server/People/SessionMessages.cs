using System.Text.Json.Serialization;
using Aops.Query;
using Aops.Server.Actors;
using Aops.Server.Rights;

namespace Aops.Server.People;

/// <summary>A session of a user.</summary>
internal sealed record SessionView
{
    public required string Id { get; init; }

    public required string User { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last request, within 5 minutes. Without one for 8 hours the session ends.</summary>
    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>When it ends in any case.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The address that signed in.</summary>
    public string? Address { get; init; }

    /// <summary>The browser or program that signed in.</summary>
    public string? Client { get; init; }

    /// <summary>Whether it is the one of this request.</summary>
    public required bool IsCurrent { get; init; }

    public static SessionView Of(PersonSession session, string? currentId) => new()
    {
        Id = session.Id,
        User = session.User,
        CreatedAt = session.CreatedAt,
        UsedAt = session.UsedAt,
        ExpiresAt = session.ExpiresAt,
        Address = session.Address,
        Client = session.Client,
        IsCurrent = session.Id == currentId,
    };
}

/// <summary>Answer of <c>GET /api/v1/sessions</c>.</summary>
internal sealed record SessionList
{
    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<SessionView> Sessions { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Body of <c>POST /api/v1/me/password</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PasswordRequest
{
    /// <summary>The password of now.</summary>
    public required string Current { get; init; }

    /// <summary>The password from now on.</summary>
    public required string Next { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/me</c>: who sends the request, and what that one may do.</summary>
internal sealed record MeView
{
    /// <summary><c>user</c> by a session, or <c>key</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the user or the key.</summary>
    public required string Name { get; init; }

    /// <summary>The session of the request; absent for a key.</summary>
    public string? SessionId { get; init; }

    /// <summary>Roles on scopes.</summary>
    public required IReadOnlyList<Grant> Grants { get; init; }

    /// <summary>
    /// What may be done (<c>read</c>, <c>change</c>, <c>publish</c>, <c>administer</c>), and on which hosts: a query, empty for all.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Rights { get; init; }

    public static MeView Of(Holder holder) => new()
    {
        Kind = holder.Actor.Kind == ActorKind.User ? "user" : "key",
        Name = holder.Actor.Name,
        SessionId = holder.Actor.SessionId,
        Grants = holder.Grants,
        Rights = new SortedDictionary<string, string>(Enum.GetValues<Right>()
            .Where(right => right != Right.Own && holder.Rights.Has(right))
            .ToDictionary(
                right => Contracts.KebabName.Of(right), right => QueryText.Of(holder.Rights.ScopeOf(right)!))),
    };
}
