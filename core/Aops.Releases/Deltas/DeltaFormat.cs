namespace Aops.Releases.Deltas;

/// <summary>
/// The bytes of a delta: how the tar archive of a new package is made from the files of a slot that is there.
/// Parties: the publisher, who makes and signs it; a host with the older slot.
/// Bytes, all within one zstd frame: <see cref="Magic"/>, then blocks, each three lengths (32-bit little-endian: controls,
/// differences, literals) and the three sections; a block without controls ends it.
/// A control is three numbers (LEB128): bytes to add, bytes to take literally, and how far to move in the base after
/// it (zigzag). To add is to take as many bytes of the base and add the differences to them, modulo 256.
/// The base is every file of the older slot, one after the other in the order of its manifest.
/// Trust: none. Length and SHA-256 of the delta are signed, and so is the SHA-256 of the archive that must come out.
/// Limits: <see cref="BlockBytesMax"/> of output a block, and at least one byte; <see cref="ControlBytesMax"/> of
/// controls; every control brings forth something, and a delta has <see cref="SpareControls"/> and one for each
/// <see cref="OutputBytesPerControl"/> bytes of output. The work of a delta is thus bounded by its output, which the
/// package's manifest bounds.
/// </summary>
public static class DeltaFormat
{
    /// <summary>What a block brings forth, at most, in bytes; a host keeps one block in memory.</summary>
    public const int BlockBytesMax = 1024 * 1024;

    /// <summary>Controls of one block, at most, in bytes.</summary>
    public const int ControlBytesMax = 1024 * 1024;

    /// <summary>
    /// Controls that a delta may have beyond one for each <see cref="OutputBytesPerControl"/> bytes of output, which it
    /// may have anywhere. A control costs a read of the base, whatever it brings forth.
    /// </summary>
    public const int SpareControls = 64 * 1024;

    /// <summary>Bytes of output that allow for one more control.</summary>
    public const int OutputBytesPerControl = 8;

    /// <summary>Length of the three lengths before a block, in bytes.</summary>
    public const int BlockHeaderBytes = 12;

    /// <summary>The first bytes, version included.</summary>
    public static ReadOnlySpan<byte> Magic => "AOPSDLT1"u8;
}
