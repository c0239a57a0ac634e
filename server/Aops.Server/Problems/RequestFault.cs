using Aops.Contracts.Wire;

namespace Aops.Server.Problems;

/// <summary>Ends a request with a problem; thrown where a request is read and nobody branches on the fault.</summary>
internal sealed class RequestFault(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
