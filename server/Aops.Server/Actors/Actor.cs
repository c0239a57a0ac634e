namespace Aops.Server.Actors;

/// <summary>Who acts: carried by every request that was let through, and given to every write that an operator causes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id, which no other actor of its kind ever gets: of the user, the key, the host or the operation.</param>
/// <param name="Name">What rows and sentences call it; live users and keys share no name.</param>
internal sealed record Actor(ActorKind Kind, string Id, string Name)
{
    /// <summary>The person behind it: the user himself, or the owner of a key; null for a program.</summary>
    public string? UserId { get; init; }

    /// <summary>Id of the session; null for all but users.</summary>
    public string? SessionId { get; init; }

    /// <summary>A part of the server.</summary>
    /// <param name="name">Its name, a constant of the code.</param>
    public static Actor Part(string name) => new(ActorKind.Part, name, name);

    /// <summary>An operation that goes on after its request.</summary>
    /// <param name="by">Name of the actor that began it.</param>
    public static Actor Operation(string id, string by) => new(ActorKind.Part, id, by);

    /// <summary>A command of <c>aops-server</c>.</summary>
    /// <param name="verb">Its words without values, for instance <c>admin create</c>.</param>
    public static Actor CommandLine(string verb) => new(ActorKind.CommandLine, verb, Environment.UserName);
}
