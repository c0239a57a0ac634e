using System.Text.Unicode;

namespace Aops.Native.Processes;

/// <summary>
/// Small files of <c>/proc/PID</c> (proc(5)), read in one piece and without garbage: a heartbeat reads one for each
/// process of the host.
/// </summary>
internal static unsafe class ProcFile
{
    // "/proc/", ten digits, and the longest name that is asked for.
    private const int PathBytesMax = 64;

    /// <summary>Reads a file of a process, as far as the buffer goes.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="buffer">Takes the content.</param>
    /// <returns>The content; empty if the process is gone or may not be asked.</returns>
    public static ReadOnlySpan<byte> Read(int pid, ReadOnlySpan<char> name, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[PathBytesMax];
        if (!Utf8.TryWrite(path, $"/proc/{pid}/{name}\0", out _))
            throw new ArgumentException($"the name of a file of /proc is too long: {name}", nameof(name));
        int file;
        fixed (byte* start = path) file = ProcessCalls.Open(start, ProcessCalls.O_RDONLY | ProcessCalls.O_CLOEXEC);
        if (file < 0) return [];
        nint count;
        fixed (byte* start = buffer) count = ProcessCalls.Read(file, start, (nuint)buffer.Length);
        _ = ProcessCalls.Close(file);
        return count > 0 ? buffer[..(int)count] : [];
    }
}
