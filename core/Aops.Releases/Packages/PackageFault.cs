using Aops.Native;

namespace Aops.Releases.Packages;

/// <summary>Ends staging from within; it never leaves this library.</summary>
internal sealed class PackageFault(StageFailure kind, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public StageFailure Kind { get; } = kind;

    public static PackageFault Hostile(string message) => new(StageFailure.Hostile, message);

    public static PackageFault Tampered(string message) => new(StageFailure.Tampered, message);

    /// <summary>What an exception of the disk means.</summary>
    public static PackageFault OfDisk(Exception exception) => new(
        IsDiskFull(exception) ? StageFailure.DiskFull : StageFailure.Storage, exception.Message, exception);

    // The runtime keeps errno in HResult.
    private static bool IsDiskFull(Exception exception) =>
        exception is PosixException { IsDiskFull: true }
        || exception.HResult is Errno.ENOSPC or Errno.EDQUOT;
}
