namespace Aops.Server.Enrolment;

/// <summary>The queries about enrolment.</summary>
internal interface IEnrolmentStore
{
    /// <summary>Keeps a new token.</summary>
    /// <returns>False when <see cref="ServerLimits.EnrolmentTokensMax"/> live ones are there already.</returns>
    Task<bool> AddEnrolmentTokenAsync(EnrolmentToken token, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Tokens, the newest first.</summary>
    ValueTask<IReadOnlyList<EnrolmentToken>> ListEnrolmentTokensAsync(
        int limit, CancellationToken cancellationToken);

    /// <summary>Makes a token void.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> RemoveEnrolmentTokenAsync(string id, CancellationToken cancellationToken);

    /// <summary>Uses up one use of the token and makes the agent, both or neither, and on the disk.</summary>
    Task<EnrolmentOutcome> EnrolAsync(EnrolmentOrder order, CancellationToken cancellationToken);
}
