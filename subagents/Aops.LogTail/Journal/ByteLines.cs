using System.Runtime.CompilerServices;

namespace Aops.LogTail.Journal;

/// <summary>Reads the lines of a stream as bytes; of one that is too long nothing but an empty line comes.</summary>
internal static class ByteLines
{
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, int lineBytesMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var (start, end, isTooLong) = (0, 0, false);
        while (true)
        {
            if (end == buffer.Length)
            {
                if (start > 0)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    (start, end) = (0, end - start);
                }
                else if (buffer.Length < lineBytesMax)
                {
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, lineBytesMax));
                }
                else
                {
                    (end, isTooLong) = (0, true);
                }
            }
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0) yield break;
            end += read;
            while (buffer.AsSpan(start, end - start).IndexOf((byte)'\n') is var length and >= 0)
            {
                yield return isTooLong ? ReadOnlyMemory<byte>.Empty : buffer.AsMemory(start, length);
                isTooLong = false;
                start += length + 1;
            }
            if (start == end) (start, end) = (0, 0);
        }
    }
}
