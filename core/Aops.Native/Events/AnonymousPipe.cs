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

    private AnonymousPipe(int reader, int writer)
    {
        Reader = new SafeFileHandle(reader, ownsHandle: true);
        Writer = new SafeFileHandle(writer, ownsHandle: true);
    }

    /// <summary>
    /// Creates a pipe for the output of a program: writing blocks while the pipe is full, as programs expect it.
    /// </summary>
    /// <exception cref="PosixException">pipe2(2) or fcntl(2) failed.</exception>
    public static AnonymousPipe ForOutput()
    {
        var ends = stackalloc int[2];
        if (EventCalls.Pipe(ends, EventCalls.O_CLOEXEC) != 0) throw PosixException.Last("pipe2", "a new pipe");
        var pipe = new AnonymousPipe(ends[0], ends[1]);
        // Each end has flags of its own.
        if (EventCalls.SetFlags(pipe.Reader, EventCalls.F_SETFL, EventCalls.O_NONBLOCK) == 0) return pipe;
        var error = PosixException.Last("fcntl", "a new pipe");
        pipe.Dispose();
        throw error;
    }

    /// <summary>The end to read from.</summary>
    public SafeFileHandle Reader { get; }

    /// <summary>The end to write to.</summary>
    public SafeFileHandle Writer { get; }

    /// <summary>Reads the available bytes.</summary>
    /// <returns>Number of bytes; 0 when every writer has closed its end; null when nothing is available.</returns>
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

    /// <summary>
    /// Writes to an inherited end in one call (write(2)); a pipe without a reader is not a fault.
    /// </summary>
    /// <param name="descriptor">Number of the writing end.</param>
    /// <param name="content">At most 4096 bytes (PIPE_BUF), so that they are written atomically.</param>
    public static void Write(int descriptor, ReadOnlySpan<byte> content)
    {
        using var writer = new SafeFileHandle(descriptor, ownsHandle: false);
        fixed (byte* bytes = content) _ = EventCalls.Write(writer, bytes, content.Length);
    }

    /// <summary>Writes content before any reader exists.</summary>
    /// <param name="content">The bytes; a pipe holds 64 KiB (pipe(7)).</param>
    /// <exception cref="PosixException">The content exceeds the pipe's capacity.</exception>
    public void WriteWhole(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            fixed (byte* bytes = content)
            {
                var count = EventCalls.Write(Writer, bytes, content.Length);
                if (count < 0) throw PosixException.Last("write", $"{content.Length} more bytes to a pipe");
                content = content[(int)count..];
            }
        }
    }

    /// <summary>Reads everything that was written to an inherited end, or is in an inherited file, and closes it.</summary>
    /// <param name="descriptor">Number of the reading end.</param>
    /// <param name="bytesMax">Longest content.</param>
    /// <exception cref="PosixException">read(2) failed.</exception>
    public static byte[] ReadInherited(int descriptor, int bytesMax)
    {
        const int usual = 64 * 1024;
        using var reader = new SafeFileHandle(descriptor, ownsHandle: true);
        var buffer = new byte[Math.Min(usual, bytesMax)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == bytesMax) break;
                Array.Resize(ref buffer, (int)Math.Min(2L * length, bytesMax));
            }
            fixed (byte* bytes = &buffer[length])
            {
                var count = EventCalls.Read(reader, bytes, buffer.Length - length);
                if (count > 0) length += (int)count;
                else if (count == 0) break;
                else if (PosixException.Last("read", "an inherited pipe") is { Errno: not Errno.EINTR } error)
                {
                    // A child of the writer may hold the other end for a moment; everything that was written has
                    // been read.
                    if (error.Errno == Errno.EAGAIN) break;
                    throw error;
                }
            }
        }
        return buffer[..length];
    }

    /// <summary>Closes both ends.</summary>
    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
