using Aops.Contracts.Wire;

namespace Aops.Server.Problems;

/// <summary>Ends a request with a problem; thrown where a request is read and nobody branches on the fault.</summary>
/// <param name="problem">What the client is told.</param>
/// <param name="retryAfter">When to come again, where that helps; rounded up to seconds.</param>
internal sealed class RequestFault(Problem problem, TimeSpan? retryAfter = null) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
