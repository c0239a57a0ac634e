using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>Looks at small parts of a file, one after the other, by few reads. The file may grow meanwhile.</summary>
/// <param name="file">The file.</param>
public sealed class FileWindow(SafeFileHandle file)
{
    private const int WindowBytes = 16 * 1024;

    private readonly byte[] _window = new byte[WindowBytes];
    private long _begin;
    private int _length;

    /// <summary>What is there from a position on.</summary>
    /// <param name="position">The position.</param>
    /// <param name="bytes">How many bytes are needed, fewer than a window has.</param>
    /// <returns>At least these, unless the file ends before them.</returns>
    public ReadOnlySpan<byte> Peek(long position, int bytes)
    {
        if (position < _begin || position + bytes > _begin + _length)
        {
            _begin = position;
            _length = RandomAccess.Read(file, _window, position);
        }
        return _window.AsSpan((int)(position - _begin), (int)(_begin + _length - position));
    }

    /// <summary>Reads until the target is full or the file ends.</summary>
    /// <returns>How many bytes were read.</returns>
    public static int ReadWhole(SafeFileHandle file, Span<byte> target, long position)
    {
        var length = 0;
        while (length < target.Length
            && RandomAccess.Read(file, target[length..], position + length) is > 0 and var count)
        {
            length += count;
        }
        return length;
    }
}
