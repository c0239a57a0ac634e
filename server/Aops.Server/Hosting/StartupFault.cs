namespace Aops.Server.Hosting;

/// <summary>The server cannot start; the sentence and the exit code are for whoever started it.</summary>
internal sealed class StartupFault(int exitCode, string sentence, Exception? cause = null)
    : Exception(sentence, cause)
{
    public int ExitCode { get; } = exitCode;
}
