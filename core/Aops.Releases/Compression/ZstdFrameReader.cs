using System.Buffers.Binary;

namespace Aops.Releases.Compression;

/// <summary>
/// Finds the end of a zstd frame by its headers alone (RFC 8878, section 3.1.1), and refuses a frame that needs too
/// much memory. The decoder would silently continue with a second or skippable frame; it receives only the bytes
/// that <see cref="Take"/> counts.
/// </summary>
/// <param name="windowBytesMax">The largest window that a frame may ask for, in bytes.</param>
internal sealed class ZstdFrameReader(long windowBytesMax)
{
    private const uint Magic = 0xFD2FB528;
    private const int PrefixBytes = 5;
    private const int HeaderBytesMax = 18;
    private const int BlockHeaderBytes = 3;
    private const int ChecksumBytes = 4;
    // Of Block_Type; a run is one byte that is repeated.
    private const int RunBlock = 1;
    private const int ReservedBlock = 3;

    private readonly byte[] _header = new byte[HeaderBytesMax];
    private int _gathered;
    private int _wanted = PrefixBytes;
    private bool _isInBlocks;
    private bool _hasChecksum;
    private bool _isLastBlock;
    private int _skip;

    /// <summary>Whether all bytes of the frame were taken.</summary>
    public bool HasEnded => _isLastBlock && _skip == 0;

    /// <summary>Parses the next bytes.</summary>
    /// <param name="bytes">The bytes that follow those of the previous call.</param>
    /// <returns>How many of them belong to the frame.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a frame, or its window is too large.</exception>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && !HasEnded)
        {
            var count = Math.Min(_skip > 0 ? _skip : _wanted - _gathered, bytes.Length - at);
            if (_skip > 0)
            {
                _skip -= count;
            }
            else
            {
                bytes.Slice(at, count).CopyTo(_header.AsSpan(_gathered));
                _gathered += count;
                if (_gathered == _wanted) ReadHeader();
            }
            at += count;
        }
        return at;
    }

    private void ReadHeader()
    {
        if (_isInBlocks) ReadBlockHeader();
        else if (_wanted == PrefixBytes) ReadPrefix();
        else ReadWindow();
    }

    private void ReadPrefix()
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(_header) != Magic)
            throw new InvalidDataException("zstd: no frame begins here");
        _hasChecksum = (_header[4] & 4) != 0;
        _wanted += WindowBytes + DictionaryBytes + ContentSizeBytes;
    }

    // A frame without a window of its own is decoded within its content's size.
    private void ReadWindow()
    {
        var rest = _header.AsSpan(PrefixBytes, _wanted - PrefixBytes);
        var window = WindowBytes > 0
            ? (8UL + (rest[0] & 7u)) << ((rest[0] >> 3) + 7)
            : ContentSize(rest[DictionaryBytes..]);
        if (window > (ulong)windowBytesMax)
        {
            throw new InvalidDataException(
                $"zstd: the frame asks for {window} bytes of memory, {windowBytesMax} are allowed");
        }
        _isInBlocks = true;
        Await(skip: 0);
    }

    private void ReadBlockHeader()
    {
        var header = _header[0] | (_header[1] << 8) | (_header[2] << 16);
        var type = (header >> 1) & 3;
        if (type == ReservedBlock)
            throw new InvalidDataException("zstd: a block is of no known type");
        var size = type == RunBlock ? 1 : header >> 3;
        _isLastBlock = (header & 1) != 0;
        Await(size + (_isLastBlock && _hasChecksum ? ChecksumBytes : 0));
    }

    private void Await(int skip)
    {
        _skip = skip;
        _gathered = 0;
        _wanted = BlockHeaderBytes;
    }

    // The parts of the frame's header, as its descriptor says.
    private int WindowBytes => (_header[4] & 0x20) != 0 ? 0 : 1;

    private int DictionaryBytes => (_header[4] & 3) switch { 3 => 4, var bytes => bytes };

    private int ContentSizeBytes => (_header[4] >> 6) switch
    {
        0 => 1 - WindowBytes,
        var log => 1 << log,
    };

    private static ulong ContentSize(ReadOnlySpan<byte> field) => field.Length switch
    {
        1 => field[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(field) + 256u,
        4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(field),
    };
}
