using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Events;

/// <summary>A pipe (pipe(2)) with both ends close-on-exec; reading never blocks.</summary>
public sealed unsafe class AnonymousPipe : IDisposable
{
    /// <summary>Creates a pipe.</summary>
    /// <exception cref="PosixException">pipe2(2) failed: no descriptor is left.</exception>
    public AnonymousPipe()
    {
        var ends = stackalloc int[2];
        if (EventCalls.Pipe(ends, EventCalls.O_CLOEXEC | EventCalls.O_NONBLOCK) != 0)
            throw PosixException.Last("pipe2", "a new pipe");
        Reader = new SafeFileHandle(ends[0], ownsHandle: true);
        Writer = new SafeFileHandle(ends[1], ownsHandle: true);
    }

    /// <summary>The end to read from.</summary>
    public SafeFileHandle Reader { get; }

    /// <summary>The end to write to.</summary>
    public SafeFileHandle Writer { get; }

    /// <summary>Reads what is there.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <returns>How many; 0 when every writer has closed its end; null when there is nothing yet.</returns>
    /// <exception cref="PosixException">read(2) failed.</exception>
    public int? TryRead(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var count = EventCalls.Read(Reader, bytes, buffer.Length);
            if (count >= 0) return (int)count;
        }
        var error = PosixException.Last("read", "pipe");
        return error.Errno is Errno.EAGAIN or Errno.EINTR ? null : throw error;
    }

    /// <summary>Writes to an end that was inherited, in one call (write(2)); that nobody listens is no fault.</summary>
    /// <param name="descriptor">Number of the writing end.</param>
    /// <param name="content">At most 4096 bytes (PIPE_BUF): these arrive together.</param>
    public static void Write(int descriptor, ReadOnlySpan<byte> content)
    {
        using var writer = new SafeFileHandle(descriptor, ownsHandle: false);
        fixed (byte* bytes = content) _ = EventCalls.Write(writer, bytes, content.Length);
    }

    /// <summary>Closes both ends.</summary>
    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
