namespace Aops.Native.Files;

/// <summary>Copies what is left of a file into another one.</summary>
internal static unsafe class FileCopy
{
    // Linux moves no more in one call (read(2), "NOTES").
    private const nint CallBytesMax = 0x7ffff000;

    /// <summary>
    /// Copies by copy_file_range(2): no byte comes through this process, and a file system that can share blocks does.
    /// Where it cannot be had (another file system, an old kernel) the content is read and written.
    /// </summary>
    /// <param name="from">The source, unbuffered, from its position on.</param>
    /// <param name="to">The target, unbuffered, at its position.</param>
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
        // What is left: nothing, or all of it where the call cannot be had, which says so by a fault or by a plain 0.
        (from.Position, to.Position) = (source, target);
        from.CopyTo(to);
    }
}
