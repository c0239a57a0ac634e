namespace Aops.Native.Processes;

/// <summary>Environments of processes, as they were started with (<c>/proc/PID/environ</c>, proc(5)).</summary>
public static class ProcEnvironment
{
    /// <summary>Most environments are shorter: a length to begin with.</summary>
    public const int UsualBytes = 16 * 1024;

    // Arguments and environment may take 6 MiB together (execve(2)).
    private const int BytesMax = 8 * 1024 * 1024;

    /// <summary>Reads the environment of a process, without garbage: a look at all of them reads hundreds.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="buffer">Takes the environment; replaced by a larger one where that is needed.</param>
    /// <returns>
    /// Entries <c>NAME=VALUE</c>, each ended by a NUL; nothing if the process is gone, has none (a zombie, a thread of
    /// the kernel) or may not be asked.
    /// </returns>
    /// <exception cref="PosixException">No descriptor or memory is left: it may have one.</exception>
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
