using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// Reads small files of <c>/proc/PID</c> (proc(5)) in one call and without allocating; each heartbeat reads one for
/// every process of the host.
/// </summary>
internal static unsafe class ProcFile
{
    // "/proc/", ten digits, and the longest file name in use.
    private const int PathBytesMax = 64;

    /// <summary>Reads a file of a process, up to the length of the buffer.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="buffer">Receives the content.</param>
    /// <returns>The content; empty if the process has ended or access is denied.</returns>
    /// <exception cref="PosixException">No descriptor or memory is left, so the process may exist.</exception>
    public static ReadOnlySpan<byte> Read(int pid, ReadOnlySpan<char> name, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[PathBytesMax];
        if (!Utf8.TryWrite(path, $"/proc/{pid}/{name}\0", out _))
            throw new ArgumentException($"the name of a file of /proc is too long: {name}", nameof(name));
        int file;
        fixed (byte* start = path) file = ProcessCalls.Open(start, FileCalls.O_RDONLY | FileCalls.O_CLOEXEC);
        if (file < 0) return NothingUnlessShort(pid, name);
        nint count;
        fixed (byte* start = buffer) count = ProcessCalls.Read(file, start, (nuint)buffer.Length);
        _ = ProcessCalls.Close(file);
        return count > 0 ? buffer[..(int)count] : [];
    }

    private static ReadOnlySpan<byte> NothingUnlessShort(int pid, ReadOnlySpan<char> name)
    {
        var errno = Marshal.GetLastPInvokeError();
        return Errno.IsShortage(errno) ? throw new PosixException("open", $"/proc/{pid}/{name}", errno) : [];
    }

    /// <summary>Parses the first numbers of a line, separated by single blanks.</summary>
    /// <param name="numbers">Filled completely.</param>
    /// <returns>Whether the line begins with that many numbers.</returns>
    public static bool TryTakeNumbers(ReadOnlySpan<byte> line, Span<long> numbers)
    {
        var count = 0;
        foreach (var field in line.Split((byte)' '))
        {
            if (count == numbers.Length) break;
            if (!long.TryParse(line[field], CultureInfo.InvariantCulture, out numbers[count++])) return false;
        }
        return count == numbers.Length;
    }
}
