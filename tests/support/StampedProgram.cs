using System.Buffers.Binary;
using System.Text;

namespace Aops.TestSupport;

/// <summary>The smallest ELF file that carries a stamp: header, one segment of notes, two notes.</summary>
public static class StampedProgram
{
    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int NotesOffset = HeaderBytes + SegmentBytes;

    /// <summary>Makes one.</summary>
    public static byte[] Make(string buildId, string version, string commit = "abc123")
    {
        byte[] notes =
        [
            // As linkers write one: the reader has to pass over it.
            .. Note("GNU", 3, [1, 2, 3, 4, 5]),
            .. Note("aops-stamp", 1, [.. Field(buildId, 32), .. Field(commit, 40), .. Field(version, 64)]),
        ];
        var file = new byte[NotesOffset + notes.Length + 100];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(32), HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), SegmentBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), 1);
        var segment = file.AsSpan(HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(segment, 4);
        BinaryPrimitives.WriteInt64LittleEndian(segment[8..], NotesOffset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], notes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(segment[48..], 4);
        notes.CopyTo(file.AsSpan(NotesOffset));
        return file;
    }

    /// <summary>Writes one that may be executed.</summary>
    public static void Write(string path, string buildId, string version)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Make(buildId, version));
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
    }

    private static byte[] Note(string name, uint type, byte[] content)
    {
        var text = Encoding.ASCII.GetBytes(name + "\0");
        var note = new byte[12 + Padded(text.Length) + Padded(content.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(note, text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(note.AsSpan(4), content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(note.AsSpan(8), type);
        text.CopyTo(note, 12);
        content.CopyTo(note, 12 + Padded(text.Length));
        return note;
    }

    private static byte[] Field(string text, int bytes)
    {
        var field = new byte[bytes];
        Encoding.ASCII.GetBytes(text, field);
        return field;
    }

    private static int Padded(int bytes) => (bytes + 3) / 4 * 4;
}
