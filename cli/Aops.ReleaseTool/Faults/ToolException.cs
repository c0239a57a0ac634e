namespace Aops.ReleaseTool.Faults;

/// <summary>Ends a verb with an exit code and a sentence for standard error.</summary>
internal sealed class ToolException(int exitCode, string sentence, Exception? inner = null)
    : Exception(sentence, inner)
{
    public int ExitCode { get; } = exitCode;
}
