using System.Buffers.Binary;
using Aops.Releases.Deltas;

namespace Aops.ReleaseTool.Deltas;

/// <summary>
/// Writes the blocks of <see cref="DeltaFormat"/>; long steps are split, so that no block exceeds its
/// limit.
/// </summary>
internal sealed class DeltaWriter
{
    // A control takes three numbers of at most nine bytes.
    private const int ControlBytesReserve = 27;

    private readonly Stream _output;
    private readonly List<byte> _controls = [];
    private readonly MemoryStream _differences = new();
    private readonly MemoryStream _literals = new();
    private long _position;
    private long _add;
    private long _take;

    public DeltaWriter(Stream output)
    {
        _output = output;
        output.Write(DeltaFormat.Magic);
    }

    /// <summary>Encodes bytes relative to the base.</summary>
    /// <param name="start">Position in the base.</param>
    /// <param name="original">Bytes of the base from there on.</param>
    /// <param name="wanted">The result, of the same length.</param>
    public void Add(long start, ReadOnlySpan<byte> original, ReadOnlySpan<byte> wanted)
    {
        if (wanted.Length == 0) return;
        if (_take > 0 || _position + _add != start) EndStep(start);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (Room() == 0) Cut();
            _differences.WriteByte(unchecked((byte)(wanted[i] - original[i])));
            _add++;
        }
    }

    /// <summary>Encodes bytes literally.</summary>
    public void Take(ReadOnlySpan<byte> literal)
    {
        while (literal.Length > 0)
        {
            var room = Room();
            if (room == 0)
            {
                Cut();
                continue;
            }
            var count = Math.Min(room, literal.Length);
            _literals.Write(literal[..count]);
            _take += count;
            literal = literal[count..];
        }
    }

    /// <summary>Ends the delta.</summary>
    public void Complete()
    {
        Cut();
        _output.Write(new byte[DeltaFormat.BlockHeaderBytes]);
    }

    private int Room() =>
        _controls.Count + (2 * ControlBytesReserve) > DeltaFormat.ControlBytesMax ? 0
            : DeltaFormat.BlockBytesMax - (int)(_differences.Length + _literals.Length);

    // Ends the current step, with the move to the start of the next one.
    private void EndStep(long next)
    {
        Leb128.Write(_controls, _add);
        Leb128.Write(_controls, _take);
        Leb128.WriteSigned(_controls, next - (_position + _add));
        _position = next;
        (_add, _take) = (0, 0);
        if (Room() == 0) Flush();
    }

    private void Cut()
    {
        EndStep(_position + _add);
        Flush();
    }

    private void Flush()
    {
        if (_controls.Count == 0) return;
        Span<byte> header = stackalloc byte[DeltaFormat.BlockHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, _controls.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], (int)_differences.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], (int)_literals.Length);
        _output.Write(header);
        _output.Write(_controls.ToArray());
        _differences.WriteTo(_output);
        _literals.WriteTo(_output);
        _controls.Clear();
        _differences.SetLength(0);
        _literals.SetLength(0);
    }
}
