namespace Aops.AgentService.Faults;

/// <summary>A verb failed: a sentence for the operator with an exit code.</summary>
/// <param name="message">What failed, on what, and what happens next.</param>
/// <param name="exitCode">From <see cref="Contracts.ExitCodes"/>.</param>
/// <param name="inner">The cause, or null.</param>
internal sealed class ServiceException(string message, int exitCode, Exception? inner = null)
    : Exception(message, inner)
{
    public int ExitCode => exitCode;
}
