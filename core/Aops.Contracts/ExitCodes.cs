namespace Aops.Contracts;

/// <summary>
/// Exit codes of every program of the suite. The numbers are those of BSD <c>sysexits.h</c> where one fits.
/// </summary>
public static class ExitCodes
{
    /// <summary>The request was carried out completely.</summary>
    public const int Ok = 0;

    /// <summary>A failure without a code of its own; the last line on standard error explains it.</summary>
    public const int Failure = 1;

    /// <summary><c>status</c>: installed, but stopped (LSB's code for "program is not running").</summary>
    public const int NotRunning = 3;

    /// <summary><c>status</c>: running, but not healthy.</summary>
    public const int Unhealthy = 4;

    /// <summary>The command line is wrong (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>
    /// Input cannot be parsed or fails verification, such as a tampered package or a bad specification
    /// (EX_DATAERR).
    /// </summary>
    public const int BadData = 65;

    /// <summary>A required file or directory does not exist (EX_NOINPUT).</summary>
    public const int NoInput = 66;

    /// <summary>The server, or a member of the pair, does not reply (EX_UNAVAILABLE).</summary>
    public const int Unavailable = 69;

    /// <summary>A bug: an unhandled exception (EX_SOFTWARE). The process is restarted.</summary>
    public const int Software = 70;

    /// <summary>The kernel refused a call that must succeed (EX_OSERR).</summary>
    public const int OsError = 71;

    /// <summary>A file cannot be created or written, for example because the disk is full (EX_CANTCREAT).</summary>
    public const int CannotWrite = 73;

    /// <summary>
    /// The request was carried out, but its output could not be written completely to standard output or standard
    /// error (EX_IOERR).
    /// </summary>
    public const int OutputLost = 74;

    /// <summary>Another copy of this program holds the lock (EX_TEMPFAIL).</summary>
    public const int AlreadyRunning = 75;

    /// <summary>Not done yet: another person has to approve it (EX_TEMPFAIL).</summary>
    public const int AwaitsApproval = 75;

    /// <summary>
    /// The peer violates the protocol, for example with a wrong certificate or a malformed reply (EX_PROTOCOL).
    /// </summary>
    public const int Protocol = 76;

    /// <summary>The caller lacks a permission: it is not root, or its token was refused (EX_NOPERM).</summary>
    public const int NoPermission = 77;

    /// <summary>The configuration was refused; file, line and reason have been printed (EX_CONFIG).</summary>
    public const int Config = 78;

    /// <summary>A child could not be set up before its exec (user, directory or limit could not be applied).</summary>
    public const int ChildSetup = 125;

    /// <summary>The program exists but cannot be executed; the code that POSIX shells use.</summary>
    public const int CannotExecute = 126;

    /// <summary>The program does not exist; the code that POSIX shells use.</summary>
    public const int NotFound = 127;
}
