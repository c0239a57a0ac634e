namespace Aops.AgentService.Faults;

/// <summary>A verb cannot be carried out: a sentence for the operator and the exit code that fits.</summary>
/// <param name="message">What failed, on what, and what happens next.</param>
/// <param name="exitCode">From <see cref="Contracts.ExitCodes"/>.</param>
/// <param name="inner">What showed it, or null.</param>
internal sealed class ServiceException(string message, int exitCode, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The exit code.</summary>
    public int ExitCode => exitCode;
}
