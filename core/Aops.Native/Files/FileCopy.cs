namespace Aops.Native.Files;

/// <summary>Copies the rest of a file to another one.</summary>
internal static unsafe class FileCopy
{
    // Linux transfers at most this much in one call (read(2), "NOTES").
    private const nint CallBytesMax = 0x7ffff000;

    /// <summary>
    /// Copies by copy_file_range(2): no byte passes through this process, and file systems that support it share
    /// blocks. If the call is not available (another file system, an old kernel), the content is read and written.
    /// </summary>
    /// <param name="from">The source, unbuffered; copied from its position.</param>
    /// <param name="to">The target, unbuffered; written at its position.</param>
    /// <exception cref="IOException">The disk is full, or a call failed.</exception>
    public static void Copy(FileStream from, FileStream to)
    {
        var (source, target) = (from.Position, to.Position);
        while (true)
        {
            var count = FileCalls.CopyRange(FileCalls.SYS_copy_file_range,
                from.SafeFileHandle, &source, to.SafeFileHandle, &target, CallBytesMax, 0);
            if (count > 0) continue;
            if (count == 0) break;
            var error = PosixException.Last("copy_file_range", from.Name);
            if (error.Errno == Errno.EINTR) continue;
            if (error.IsDiskFull) throw error;
            break;
        }
        // The rest: nothing, or everything if the call is not available, which an error or a plain 0 tells.
        (from.Position, to.Position) = (source, target);
        from.CopyTo(to);
    }
}
