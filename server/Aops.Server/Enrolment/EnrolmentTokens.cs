using Aops.Server.Security;

namespace Aops.Server.Enrolment;

/// <summary>Creates enrolment tokens, for the API and for the command line.</summary>
internal sealed class EnrolmentTokens(EnrolmentStore store, TimeProvider clock)
{
    /// <summary>Default lifetime of a token.</summary>
    public static readonly TimeSpan LifetimeDefault = TimeSpan.FromHours(1);

    /// <summary>Whether one more token can be made.</summary>
    public ValueTask<bool> HasRoomAsync(CancellationToken cancellationToken) =>
        store.HasRoomAsync(clock.GetUtcNow(), cancellationToken);

    /// <summary>Creates a token. Its plain text exists only in the result.</summary>
    /// <returns>The token, or null if there are too many.</returns>
    public async Task<(EnrolmentToken Token, string Secret)?> CreateAsync(
        EnrolmentTokenOrder order, CancellationToken cancellationToken)
    {
        var secret = Secrets.NewToken(Secrets.EnrolmentPrefix);
        var now = clock.GetUtcNow();
        var token = new EnrolmentToken
        {
            Id = Guid.CreateVersion7().ToString("N"),
            Note = order.Note,
            CreatedAt = now,
            ExpiresAt = now + order.Life,
            UsesMax = order.Uses,
            UsesLeft = order.Uses,
            AgentId = order.AgentId,
            Labels = order.Labels is { Count: > 0 } labels ? labels : null,
            Networks = order.Networks is { Count: > 0 } networks ? networks : null,
            Approval = order.Approval,
            State = EnrolmentTokenState.Valid,
        };
        return await store.AddTokenAsync(token, Secrets.Hash(secret), cancellationToken)
            ? (token, secret)
            : null;
    }
}
