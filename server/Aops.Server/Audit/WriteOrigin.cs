using System.Net;
using Aops.Server.Actors;

namespace Aops.Server.Audit;

/// <summary>
/// Who writes, from where, and why. The gate of requests sets it, and it flows through awaits to the database, which takes it
/// along with each write: an endpoint or a store that names no actor has one all the same.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Actor">Its name or id.</param>
internal sealed record WriteOrigin(ActorKind Kind, string Actor)
{
    /// <summary>The server by itself.</summary>
    public static WriteOrigin Server { get; } = new(ActorKind.Part, "aops-server");

    private static readonly AsyncLocal<WriteOrigin?> Flowing = new();

    /// <summary>The origin of what is written now; the server by itself where no request has asked for it.</summary>
    public static WriteOrigin Current
    {
        get => Flowing.Value ?? Server;
        set => Flowing.Value = value;
    }

    /// <summary>The name of the user or the key, which events tell as the operator; null for any other actor.</summary>
    public string? Operator => Kind is ActorKind.User or ActorKind.Key ? Actor : null;

    /// <summary>The address of the client, as the server sees it; null for none.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>The same as a text; an IPv4 address as such, also where it came over IPv6.</summary>
    public string? Address => AddressText.Of(Client);

    /// <summary>The id of the request, which the answer to an operator carries as <c>X-Request-Id</c>; null for none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Why, in the words of the operator; null where none were given.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The newest audit row of this request, for the events that tell of the same act; 0 before one is committed. The server
    /// by itself has none.
    /// </summary>
    public long AuditId { get; private set; }

    /// <summary>An audit row was committed.</summary>
    public void Note(long auditId)
    {
        if (!ReferenceEquals(this, Server)) AuditId = auditId;
    }
}
