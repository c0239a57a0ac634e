using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Aops.Native.Files;

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
    /// <exception cref="PosixException">No descriptor or memory is left: that says nothing of the process.</exception>
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

    /// <summary>Takes the first numbers of a line, which single blanks part.</summary>
    /// <param name="line">The line.</param>
    /// <param name="numbers">Takes as many as it has room for.</param>
    /// <returns>Whether there were so many, and all of them numbers.</returns>
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
