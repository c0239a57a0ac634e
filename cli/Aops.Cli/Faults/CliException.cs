namespace Aops.Cli.Faults;

/// <summary>Ends a verb with an exit code, a sentence that says what is wrong, and one that says what to do.</summary>
/// <param name="exitCode">One of <see cref="CliExitCodes"/>.</param>
/// <param name="detail">What is wrong.</param>
/// <param name="fix">What to do; null where the detail says it.</param>
internal sealed class CliException(int exitCode, string detail, string? fix = null, Exception? inner = null)
    : Exception(detail, inner)
{
    public int ExitCode { get; } = exitCode;

    public string? Fix { get; } = fix;

    /// <summary>The code of the problem that a server answered; null where none did.</summary>
    public string? Code { get; init; }

    /// <summary>Whether the same read may be answered later: the server cannot be reached, or answers that it cannot answer now.</summary>
    public bool MayPass { get; init; }

    public static CliException Usage(string detail, string? fix = null) => new(CliExitCodes.Usage, detail, fix);
}
