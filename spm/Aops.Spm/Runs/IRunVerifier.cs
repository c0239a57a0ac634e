using Aops.Contracts.Wire.Runs;

namespace Aops.Spm.Runs;

/// <summary>Decides whether this host runs what a server orders.</summary>
internal interface IRunVerifier
{
    /// <summary>Verifies an order by the host's policy and by what the operator has signed.</summary>
    /// <param name="order">The order, as the server sent it.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    Task<RunVerdict> VerifyAsync(RunOrder order, CancellationToken cancellationToken);
}
