using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Aops.Native.Files.Trees;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>The result of statx(2) for a file, without following a link.</summary>
/// <param name="Mode">Type and permissions (inode(7)).</param>
/// <param name="Links">Number of hard links.</param>
/// <param name="UserId">Owner.</param>
/// <param name="Device">Device of its file system, as major and minor number.</param>
/// <param name="Inode">Inode number on that device.</param>
/// <param name="Bytes">Length.</param>
/// <param name="AllocatedBytes">
/// Space on the disk: less than the length for a sparse file, more if space was preallocated.
/// </param>
/// <param name="MountId">
/// The mount through which it was reached; null if the kernel does not report it (before 5.8).
/// </param>
public readonly record struct FileStatus(
    uint Mode, uint Links, uint UserId, uint GroupId, ulong Device, ulong Inode, long Bytes, long AllocatedBytes,
    ulong? MountId)
{
    private const uint BasicStatus = 0x7ff;
    private const uint WithMountId = 0x1000;
    private const uint TypeMask = 0xF000;
    private const uint RegularType = 0x8000;
    private const uint DirectoryType = 0x4000;
    private const uint PermissionMask = 0xFFF;

    // struct statx of linux/stat.h.
    private const int StatusBytes = 256;
    private const int BlockBytes = 512;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsRegular => (Mode & TypeMask) == RegularType;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => (Mode & TypeMask) == DirectoryType;

    /// <summary>Permission bits, including set-user-ID, set-group-ID and sticky.</summary>
    public uint Permissions => Mode & PermissionMask;

    /// <summary>Whether both describe the same file.</summary>
    public bool IsSameFile(FileStatus other) => Device == other.Device && Inode == other.Inode;

    /// <summary>Reads the status of an open file.</summary>
    /// <param name="file">The file; one opened with O_PATH suffices.</param>
    /// <exception cref="PosixException">statx(2) failed.</exception>
    public static FileStatus Of(SafeFileHandle file) =>
        TryRead(file, ""u8, TreeCalls.AT_EMPTY_PATH) ?? throw PosixException.Last("statx", "an open file");

    /// <summary>Reads the status of a path.</summary>
    /// <param name="path">The path, absolute.</param>
    /// <param name="followsLink">Whether a link is followed, as is right for the magic links in /proc.</param>
    /// <returns>Null if the file does not exist or access is denied.</returns>
    /// <exception cref="PosixException">No descriptor or memory is left, so the file may exist.</exception>
    public static FileStatus? TryRead(string path, bool followsLink = false)
    {
        using var nowhere = new SafeFileHandle(FileCalls.AT_FDCWD, ownsHandle: false);
        var status = TryRead(
            nowhere, Encoding.UTF8.GetBytes(path), followsLink ? 0 : FileCalls.AT_SYMLINK_NOFOLLOW);
        if (status is null && Errno.IsShortage(Marshal.GetLastPInvokeError())) throw PosixException.Last("statx", path);
        return status;
    }

    /// <summary>The mount through which an open file was reached, by the best source of this kernel.</summary>
    /// <returns>Number of the mount; the device number if the kernel does not report mounts.</returns>
    internal static ulong MountOf(SafeFileHandle file)
    {
        var status = Of(file);
        return status.MountId ?? ReadMountId(file) ?? status.Device;
    }

    private static unsafe FileStatus? TryRead(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags)
    {
        Span<byte> path = name.Length < 512 ? stackalloc byte[name.Length + 1] : new byte[name.Length + 1];
        name.CopyTo(path);
        path[^1] = 0;
        Span<byte> s = stackalloc byte[StatusBytes];
        nint result;
        fixed (byte* start = path, status = s)
        {
            result = TreeCalls.StatusAt(
                TreeCalls.SYS_statx, directory, start, flags, BasicStatus | WithMountId, status);
        }
        if (result != 0) return null;
        var hasMount = (BinaryPrimitives.ReadUInt32LittleEndian(s) & WithMountId) != 0;
        return new FileStatus(
            BinaryPrimitives.ReadUInt16LittleEndian(s[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(s[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(s[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(s[24..]),
            ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(s[136..]) << 32)
                | BinaryPrimitives.ReadUInt32LittleEndian(s[140..]),
            BinaryPrimitives.ReadUInt64LittleEndian(s[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(s[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(s[48..]) * BlockBytes,
            hasMount ? BinaryPrimitives.ReadUInt64LittleEndian(s[144..]) : null);
    }

    // Since Linux 3.15 (proc(5)).
    private static ulong? ReadMountId(SafeFileHandle file)
    {
        const string field = "mnt_id:";
        try
        {
            var line = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}")
                .FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
            return ulong.TryParse(line.AsSpan(field.Length).Trim(), NumberStyles.None,
                CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
