namespace Aops.Contracts;

/// <summary>
/// Exit codes of every program of the suite. The numbers are those of BSD <c>sysexits.h</c> where one fits.
/// </summary>
public static class ExitCodes
{
    /// <summary>All that was asked for holds.</summary>
    public const int Ok = 0;

    /// <summary>A failure that has no code of its own; the last line on standard error says what.</summary>
    public const int Failure = 1;

    /// <summary><c>status</c>: installed, but stopped (LSB's code for "program is not running").</summary>
    public const int NotRunning = 3;

    /// <summary><c>status</c>: running, but not healthy.</summary>
    public const int Unhealthy = 4;

    /// <summary>Wrong words on the command line (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>Input that cannot be understood, or that fails its check: a tampered package, a bad specification (EX_DATAERR).</summary>
    public const int BadData = 65;

    /// <summary>A file or folder that must be there is not (EX_NOINPUT).</summary>
    public const int NoInput = 66;

    /// <summary>The server, or a local half of the suite, does not answer (EX_UNAVAILABLE).</summary>
    public const int Unavailable = 69;

    /// <summary>A bug: an exception that nobody expected (EX_SOFTWARE). The process is revived.</summary>
    public const int Software = 70;

    /// <summary>The kernel refused something that must work (EX_OSERR).</summary>
    public const int OsError = 71;

    /// <summary>A file cannot be created or written, for instance because the disk is full (EX_CANTCREAT).</summary>
    public const int CannotWrite = 73;

    /// <summary>
    /// What was asked for is done, but not all that there was to say of it could be written to standard output or
    /// standard error (EX_IOERR).
    /// </summary>
    public const int OutputLost = 74;

    /// <summary>Another copy of this program holds the lock (EX_TEMPFAIL).</summary>
    public const int AlreadyRunning = 75;

    /// <summary>The other side does not speak as it should: a wrong certificate, an answer that is no answer (EX_PROTOCOL).</summary>
    public const int Protocol = 76;

    /// <summary>The caller lacks the right: not root, a token that is refused (EX_NOPERM).</summary>
    public const int NoPermission = 77;

    /// <summary>The configuration is refused; file, line and reason were printed (EX_CONFIG).</summary>
    public const int Config = 78;

    /// <summary>A child could not be set up before its exec (user, directory or limit could not be applied).</summary>
    public const int ChildSetup = 125;

    /// <summary>A program exists but cannot be executed (as POSIX shells say it).</summary>
    public const int CannotExecute = 126;

    /// <summary>A program does not exist (as POSIX shells say it).</summary>
    public const int NotFound = 127;
}
