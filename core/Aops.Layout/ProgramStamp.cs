using System.Buffers.Binary;
using System.Text;
using Aops.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aops.Layout;

/// <summary>
/// The stamp of the build in a program: an ELF note (elf(5), PT_NOTE) with name <c>aops-stamp</c> and type 1. Its
/// content has a fixed length: build id (32 hexadecimal digits), commit (40 bytes) and version (64 bytes), the last
/// two padded with NUL.
/// <para>The build id identifies the sources that all programs of one build were compiled from; the linker adds it.
/// The version is written over the last field of a finished program, so that another version needs no compilation.
/// build/stamp.sh makes the note.</para>
/// </summary>
/// <param name="BuildId">Id of the build that linked the program.</param>
/// <param name="Commit">Commit of the sources, or <c>unknown</c>.</param>
/// <param name="Version">Version of the suite, for instance <c>1.4.2</c>.</param>
public sealed record ProgramStamp(string BuildId, string Commit, string Version)
{
    private const int BuildIdBytes = 32;
    private const int CommitBytes = 40;
    private const int VersionBytes = Limits.NameCharsMax;
    private const int StampBytes = BuildIdBytes + CommitBytes + VersionBytes;
    private const uint StampType = 1;

    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int SegmentsMax = 64;
    private const int NotesBytesMax = 64 * 1024;
    private const uint NoteSegment = 4;
    private const int NoteHeaderBytes = 12;

    private static ReadOnlySpan<byte> NoteName => "aops-stamp\0"u8;

    // Magic number, 64 bits, little endian, version 1.
    private static ReadOnlySpan<byte> Identification => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];

    /// <summary>Reads the stamp of a program for any processor architecture.</summary>
    /// <param name="program">Path of the program.</param>
    /// <returns>The stamp; null if the file is not an ELF program or has no stamp.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to read the file is denied.</exception>
    public static ProgramStamp? TryRead(string program)
    {
        using var file = File.OpenHandle(program, share: FileShare.ReadWrite | FileShare.Delete);
        if (FindOffset(file) is not { } offset) return null;
        Span<byte> stamp = stackalloc byte[StampBytes];
        if (!IsFilled(file, stamp, offset)) return null;
        return new ProgramStamp(
            Text(stamp[..BuildIdBytes]),
            Text(stamp.Slice(BuildIdBytes, CommitBytes)),
            Text(stamp[(BuildIdBytes + CommitBytes)..]));
    }

    /// <summary>Writes another version into a program that is not running.</summary>
    /// <param name="program">Path of the program.</param>
    /// <returns>False if the program has no stamp; it is then unchanged.</returns>
    /// <exception cref="ArgumentException">The version is not a valid name (<see cref="Names.Rule"/>).</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static bool TryWriteVersion(string program, string version)
    {
        if (!Names.IsValid(version)) throw new ArgumentException($"'{version}' is not a version ({Names.Rule})");
        using var file = File.OpenHandle(program, access: FileAccess.ReadWrite);
        if (FindOffset(file) is not { } offset) return false;
        var field = new byte[VersionBytes];
        Encoding.ASCII.GetBytes(version, field);
        RandomAccess.Write(file, field, offset + BuildIdBytes + CommitBytes);
        return true;
    }

    // Every length and offset is checked: the file may contain anything.
    private static long? FindOffset(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (!IsFilled(file, header, 0) || !header.StartsWith(Identification)) return null;
        var table = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header[54..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        if (table <= 0 || size != SegmentBytes || count > SegmentsMax) return null;
        Span<byte> segment = stackalloc byte[SegmentBytes];
        for (var i = 0; i < count; i++)
        {
            if (!IsFilled(file, segment, table + i * size)) return null;
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) != NoteSegment) continue;
            var offset = BinaryPrimitives.ReadInt64LittleEndian(segment[8..]);
            var length = BinaryPrimitives.ReadInt64LittleEndian(segment[32..]);
            var alignment = BinaryPrimitives.ReadInt64LittleEndian(segment[48..]) == 8 ? 8 : 4;
            if (offset <= 0 || length is <= 0 or > NotesBytesMax) continue;
            var notes = new byte[length];
            if (IsFilled(file, notes, offset) && FindWithin(notes, alignment) is { } within) return offset + within;
        }
        return null;
    }

    private static int? FindWithin(ReadOnlySpan<byte> notes, int alignment)
    {
        var at = 0L;
        while (at + NoteHeaderBytes <= notes.Length)
        {
            var header = notes[(int)at..];
            var nameBytes = BinaryPrimitives.ReadUInt32LittleEndian(header);
            var contentBytes = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            var type = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
            var content = Align(at + NoteHeaderBytes + nameBytes, alignment);
            if (content + contentBytes > notes.Length) return null;
            if (type == StampType && contentBytes == StampBytes && nameBytes == NoteName.Length
                && header[NoteHeaderBytes..].StartsWith(NoteName))
            {
                return (int)content;
            }
            at = Align(content + contentBytes, alignment);
        }
        return null;
    }

    private static long Align(long value, int alignment) => (value + alignment - 1) / alignment * alignment;

    private static bool IsFilled(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        if (offset < 0 || offset > RandomAccess.GetLength(file) - buffer.Length) return false;
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0) return false;
            buffer = buffer[read..];
            offset += read;
        }
        return true;
    }

    private static string Text(ReadOnlySpan<byte> field) => Encoding.ASCII.GetString(field.TrimEnd((byte)0));
}
