using System.Buffers.Binary;

namespace Aops.Native.Files;

/// <summary>
/// The type of a file (statx(2)); the base class library does not distinguish a fifo or a device from a regular
/// file.
/// </summary>
public static class FileTypes
{
    // struct statx of linux/stat.h: 256 bytes, stx_mode at 28; S_IFMT and S_IFREG of inode(7).
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>Whether a path is a regular file. Links are not followed, and nothing is opened.</summary>
    /// <exception cref="PosixException">statx(2) failed.</exception>
    public static bool IsRegular(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        if (FileCalls.Status(
            FileCalls.AT_FDCWD, path, FileCalls.AT_SYMLINK_NOFOLLOW, FileCalls.STATX_TYPE, status) != 0)
        {
            throw PosixException.Last("statx", path);
        }
        return (BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]) & TypeMask) == Regular;
    }
}
