namespace Aops.Cli.Faults;

/// <summary>
/// Exit codes of <c>aops</c>. A script branches on them, so that they tell what it should do next; 70 (a bug) and 74
/// (output was lost) are those of every program of the suite.
/// </summary>
internal static class CliExitCodes
{
    /// <summary>It is done.</summary>
    public const int Ok = 0;

    /// <summary>The request was refused or the server cannot be reached.</summary>
    public const int Error = 1;

    /// <summary>The command line, a query, or the content of a file is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Nothing has that name or id.</summary>
    public const int NotFound = 3;

    /// <summary>There is no token, or the server refuses it.</summary>
    public const int Authentication = 4;

    /// <summary>It was changed meanwhile, or something stands in the way.</summary>
    public const int Conflict = 5;

    /// <summary>A part is done, another part failed; standard error names each.</summary>
    public const int PartlyFailed = 6;

    /// <summary>A rollout is halted: its budget is spent.</summary>
    public const int Halted = 7;

    /// <summary>Not done yet, and the server goes on with it: the time ran out, or another person has to approve it.</summary>
    public const int TimeRanOut = 8;

    /// <summary>It was interrupted (Ctrl-C).</summary>
    public const int Interrupted = 130;
}
