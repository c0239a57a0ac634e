using Aops.Contracts;
using Aops.Native;
using Aops.Native.Programs;

namespace Aops.AgentService.Faults;

/// <summary>What an operator is told about a failure.</summary>
/// <param name="ExitCode">From <see cref="ExitCodes"/>.</param>
/// <param name="Message">One sentence.</param>
internal readonly record struct FaultReport(int ExitCode, string Message)
{
    /// <summary>The message and exit code of an exception.</summary>
    internal static FaultReport Of(Exception error) => error switch
    {
        ServiceException known => new(known.ExitCode, known.Message),
        _ when IsDiskFull(error) =>
            new(ExitCodes.CannotWrite, $"the disk is full ({error.Message}); free some space and try again"),
        UnauthorizedAccessException or PosixException { Errno: Errno.EACCES or Errno.EPERM } =>
            new(ExitCodes.NoPermission, $"{error.Message}; run this as root, or as the owner of the root folder"),
        FileNotFoundException or DirectoryNotFoundException or PosixException { Errno: Errno.ENOENT } =>
            new(ExitCodes.NoInput, error.Message),
        InvalidDataException => new(ExitCodes.BadData, error.Message),
        TimeoutException => new(ExitCodes.Unavailable, error.Message),
        PosixException => new(ExitCodes.OsError, error.Message),
        IOException => new(ExitCodes.Failure, error.Message),
        OperationCanceledException => new(ExitCodes.Failure, "interrupted"),
        _ => new(ExitCodes.Software, BugSentence.Of(error)),
    };

    /// <summary>Whether the cause is a full disk or an exhausted quota.</summary>
    internal static bool IsDiskFull(Exception? error) => error switch
    {
        null => false,
        PosixException posix => posix.IsDiskFull,
        // The base class library keeps errno in HResult if it has no exception type for it.
        IOException { HResult: Errno.ENOSPC or Errno.EDQUOT } => true,
        _ => IsDiskFull(error.InnerException),
    };
}
