using Aops.Contracts.Wire;

namespace Aops.Server.Problems;

/// <summary>
/// Ends a request with a problem; thrown while a request is read, where no caller branches on the fault.
/// </summary>
/// <param name="problem">Sent to the client.</param>
/// <param name="retryAfter">When to retry, if that helps; rounded up to seconds.</param>
internal sealed class RequestFault(Problem problem, TimeSpan? retryAfter = null) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
