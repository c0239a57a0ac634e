using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files.Trees;

/// <summary>Reads the names in an open directory as bytes (getdents64(2)), one buffer at a time.</summary>
/// <param name="directory">The directory; not closed by this object.</param>
internal sealed unsafe class DirectoryReader(SafeFileHandle directory)
{
    private const int BufferBytes = 16 * 1024;

    // struct linux_dirent64: inode 8, offset 8, length 2, type 1, name.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;
    private const byte DirectoryType = 4;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private int _length;
    private int _next;

    /// <summary>Reads the next name.</summary>
    /// <param name="name">The name with its NUL, valid until the next call.</param>
    /// <param name="isDirectory">Whether it was a directory when read; some file systems do not report it.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="PosixException">The directory cannot be read.</exception>
    public bool TryNext(out ReadOnlySpan<byte> name, out bool isDirectory)
    {
        while (true)
        {
            if (_next >= _length && !Fill())
            {
                name = default;
                isDirectory = false;
                return false;
            }
            var entry = _buffer.AsSpan(_next, _length - _next);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(entry[LengthOffset..]);
            _next += length;
            var text = entry[NameOffset..length];
            name = text[..(text.IndexOf((byte)0) + 1)];
            isDirectory = entry[TypeOffset] == DirectoryType;
            if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8)) return true;
        }
    }

    /// <summary>Restarts at the first name.</summary>
    public void Rewind()
    {
        _ = TreeCalls.Seek(directory, 0, 0);
        (_length, _next) = (0, 0);
    }

    private bool Fill()
    {
        nint count;
        fixed (byte* start = _buffer)
            count = TreeCalls.ReadEntries(TreeCalls.SYS_getdents64, directory, start, BufferBytes);
        if (count < 0)
        {
            var error = PosixException.Last("getdents64", "a directory");
            // ENOENT: the directory was removed meanwhile and has no names.
            return error.Errno == Errno.ENOENT ? false : throw error;
        }
        (_length, _next) = ((int)count, 0);
        return count > 0;
    }
}
