namespace Aops.Server;

/// <summary>The server cannot start: a sentence with an exit code for the operator.</summary>
internal sealed class StartupFault(int exitCode, string sentence, Exception? cause = null)
    : Exception(sentence, cause)
{
    public int ExitCode { get; } = exitCode;
}
