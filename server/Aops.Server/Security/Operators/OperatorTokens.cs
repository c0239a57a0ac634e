using Aops.Contracts;

namespace Aops.Server.Security.Operators;

/// <summary>Makes operators' tokens, for the command line and for the first start of a server.</summary>
internal sealed class OperatorTokens(OperatorTokenStore store, TimeProvider clock)
{
    /// <summary>Name of the token that a server writes to its folder at its first start.</summary>
    public const string InitialName = "initial";

    /// <summary>Makes a token; the plain text is nowhere but in the result.</summary>
    /// <param name="life">Its lifetime; null for unlimited.</param>
    /// <exception cref="StartupFault">The name is taken, or there are too many.</exception>
    public async Task<string> CreateAsync(string name, TimeSpan? life, CancellationToken cancellationToken)
    {
        var secret = Secrets.NewToken(Secrets.OperatorPrefix);
        var fault = await store.AddAsync(Describe(name, life), Secrets.Hash(secret), cancellationToken);
        return fault is null ? secret : throw new StartupFault(ExitCodes.Failure, fault);
    }

    /// <summary>
    /// Ensures that an operator has access: imports the token of the folder's file once, and writes such a
    /// file if no token is live. A revoked token is not imported again.
    /// </summary>
    public async Task OpenInitialAsync(ServerFolder folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.OperatorToken)
            && (await store.ListAsync(clock.GetUtcNow(), cancellationToken)).Count > 0)
        {
            return;
        }
        var hash = Secrets.Hash(folder.OpenOperatorToken());
        await store.AddAsync(Describe(InitialName, life: null), hash, cancellationToken);
    }

    private OperatorToken Describe(string name, TimeSpan? life)
    {
        var now = clock.GetUtcNow();
        return new OperatorToken
        {
            Id = Guid.CreateVersion7().ToString("N"), Name = name, CreatedAt = now, ExpiresAt = now + life,
        };
    }
}
