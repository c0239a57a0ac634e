namespace Aops.Native.Processes;

/// <summary>The initial environments of processes (<c>/proc/PID/environ</c>, proc(5)).</summary>
public static class ProcEnvironment
{
    /// <summary>Initial buffer length; most environments are shorter.</summary>
    public const int UsualBytes = 16 * 1024;

    // Arguments and environment together take at most 6 MiB (execve(2)).
    private const int BytesMax = 8 * 1024 * 1024;

    /// <summary>Reads the environment of a process without allocating; a scan reads hundreds.</summary>
    /// <param name="buffer">The buffer; replaced by a longer one if necessary.</param>
    /// <returns>
    /// Entries <c>NAME=VALUE</c>, each ending with a NUL; empty if the process has ended, has no environment (a
    /// zombie, a kernel thread), or access is denied.
    /// </returns>
    /// <exception cref="PosixException">No descriptor or memory is left, so the process may have one.</exception>
    public static ReadOnlySpan<byte> Read(int pid, ref byte[] buffer)
    {
        while (true)
        {
            var content = ProcFile.Read(pid, "environ", buffer);
            if (content.Length < buffer.Length || buffer.Length >= BytesMax) return content;
            buffer = new byte[buffer.Length * 2];
        }
    }
}
