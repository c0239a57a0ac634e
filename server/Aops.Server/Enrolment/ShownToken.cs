using System.Net;
using Aops.Contracts.Wire;
using Aops.Server.Actors;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>An enrolment token whose secret a host has shown.</summary>
internal sealed record ShownToken
{
    public required string Id { get; init; }

    /// <summary>The one identity that it gives; null for new ones.</summary>
    public string? BoundTo { get; init; }

    public required int UsesLeft { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Networks from which it may be shown, with spaces between; empty for any.</summary>
    public required string Networks { get; init; }

    public required EnrolmentApproval Approval { get; init; }

    /// <summary>Finds a token. The look-up may leak timing about a hash, but not about a token.</summary>
    /// <param name="hash">SHA-256 of the secret.</param>
    public static ShownToken? Find(StoreConnection connection, byte[] hash) => connection.Prepare(
        "SELECT id, agent_id, uses_left, expires_at, networks, approval FROM enrolment_token WHERE hash = @hash")
        .Set("@hash", hash).ReadFirst(row => new ShownToken
        {
            Id = row.GetString(0),
            BoundTo = row.TextOrNull(1),
            UsesLeft = row.Int32(2),
            ExpiresAt = row.Time(3),
            Networks = row.GetString(4),
            Approval = Enum.Parse<EnrolmentApproval>(row.GetString(5)),
        });

    /// <summary>The state of a token.</summary>
    public static EnrolmentTokenState StateOf(int usesLeft, DateTimeOffset expiresAt, DateTimeOffset now) =>
        expiresAt <= now ? EnrolmentTokenState.Expired
        : usesLeft <= 0 ? EnrolmentTokenState.UsedUp
        : EnrolmentTokenState.Valid;

    /// <summary>Why no host at an address may enrol with it now; null if one may.</summary>
    /// <param name="address">The client as the server sees it; null if that cannot be told.</param>
    public Problem? Refuse(IPAddress? address, DateTimeOffset now) => StateOf(UsesLeft, ExpiresAt, now) switch
    {
        EnrolmentTokenState.Expired => EnrolmentProblems.Expired(ExpiresAt),
        EnrolmentTokenState.UsedUp => EnrolmentProblems.UsedUp,
        _ when !TokenNetworks.Admit(Networks, address) => EnrolmentProblems.OtherNetwork(AddressText.Of(address)),
        _ => null,
    };
}
