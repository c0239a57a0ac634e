using System.Runtime.InteropServices;
using System.Text;

namespace Aops.Native.Programs;

/// <summary>
/// Writes text to a standard stream, in UTF-8 and unbuffered. It never fails: the first loss is recorded.
/// </summary>
/// <param name="descriptor">The file descriptor.</param>
/// <param name="isClosed">Whether the caller had closed the descriptor, so that all output is lost.</param>
internal sealed unsafe class StandardWriter(int descriptor, bool isClosed) : TextWriter
{
    // Longest wait for a reader that does not read, on a pipe that its owner made non-blocking.
    private const int WaitMilliseconds = 5_000;

    private static readonly UTF8Encoding Plain = new(encoderShouldEmitUTF8Identifier: false);

    private volatile string? _loss;

    /// <inheritdoc/>
    public override Encoding Encoding => Plain;

    /// <summary>Why output was lost, in words; null if none was.</summary>
    internal string? Loss => _loss;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty) return;
        var bytes = new byte[Plain.GetByteCount(buffer)];
        Plain.GetBytes(buffer, bytes);
        if (isClosed) _loss ??= Marshal.GetPInvokeErrorMessage(Errno.EBADF);
        else WriteAll(bytes);
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <summary>Whether the loss was that of a pipe without a reader.</summary>
    internal bool IsReaderGone => _loss is { } loss && loss == Marshal.GetPInvokeErrorMessage(Errno.EPIPE);

    /// <summary>Forgets a recorded loss.</summary>
    internal void Forget() => _loss = null;

    private void WriteAll(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var written = StreamCalls.Write(descriptor, start + done, (nuint)(bytes.Length - done));
                if (written >= 0)
                {
                    done += (int)written;
                    continue;
                }
                var errno = Marshal.GetLastPInvokeError();
                if (errno == Errno.EINTR || (errno == Errno.EAGAIN && IsReady())) continue;
                _loss ??= Marshal.GetPInvokeErrorMessage(errno);
                return;
            }
        }
    }

    private bool IsReady()
    {
        var entry = new StreamCalls.PollEntry { Descriptor = descriptor, Wanted = StreamCalls.POLLOUT };
        return StreamCalls.Poll(&entry, 1, WaitMilliseconds) > 0;
    }
}
