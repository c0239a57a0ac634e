using System.Buffers.Binary;
using Aops.Native.Streams;

namespace Aops.Releases.Deltas;

/// <summary>
/// Makes the archive of a package from a delta and its base, one block at a time. Whatever breaks
/// <see cref="DeltaFormat"/> throws <see cref="InvalidDataException"/>; whether the archive is the right one, its
/// hash says and not this stream.
/// </summary>
/// <param name="delta">The delta, out of its zstd frame; it stays open.</param>
/// <param name="image">The base; it stays open.</param>
public sealed class DeltaReadStream(Stream delta, SlotImage image) : ForwardReadStream
{
    private readonly byte[] _header = new byte[DeltaFormat.BlockHeaderBytes];
    private readonly byte[] _output = new byte[DeltaFormat.BlockBytesMax];
    private byte[] _sections = [];
    private long _position;
    private long _controls;
    private long _outputBytes;
    private int _start;
    private int _end;
    private bool _hasBegun;
    private bool _hasEnded;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0) return 0;
        while (_start == _end && !_hasEnded) await NextBlockAsync(cancellationToken);
        var count = Math.Min(buffer.Length, _end - _start);
        _output.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }

    private async Task NextBlockAsync(CancellationToken cancellationToken)
    {
        if (!_hasBegun)
        {
            var magic = new byte[DeltaFormat.Magic.Length];
            await delta.ReadExactlyAsync(magic, cancellationToken);
            if (!magic.AsSpan().SequenceEqual(DeltaFormat.Magic)) throw new InvalidDataException("it is no delta");
            _hasBegun = true;
        }
        await delta.ReadExactlyAsync(_header, cancellationToken);
        var controls = Length32(0, DeltaFormat.ControlBytesMax);
        var differences = Length32(4, DeltaFormat.BlockBytesMax);
        var literals = Length32(8, DeltaFormat.BlockBytesMax - differences);
        if (controls == 0)
        {
            if (differences + literals > 0 || await delta.ReadAsync(_header, cancellationToken) > 0)
                throw new InvalidDataException("data follows the end of the delta");
            _hasEnded = true;
            return;
        }
        if (differences + literals == 0) throw new InvalidDataException("a block of the delta brings forth nothing");
        var length = controls + differences + literals;
        if (_sections.Length < length) _sections = new byte[length];
        await delta.ReadExactlyAsync(_sections.AsMemory(0, length), cancellationToken);
        Apply(_sections.AsSpan(0, controls), _sections.AsSpan(controls, differences),
            _sections.AsSpan(controls + differences, literals));
    }

    private int Length32(int at, int max)
    {
        var value = BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(at));
        return value <= max ? (int)value : throw new InvalidDataException($"a section of the delta has {value} bytes");
    }

    private void Apply(ReadOnlySpan<byte> controls, ReadOnlySpan<byte> differences, ReadOnlySpan<byte> literals)
    {
        (_start, _end) = (0, 0);
        while (controls.Length > 0)
        {
            var add = (int)Math.Min(Leb128.Read(ref controls), int.MaxValue);
            var take = (int)Math.Min(Leb128.Read(ref controls), int.MaxValue);
            var move = Leb128.ReadSigned(ref controls);
            if (add > differences.Length || take > literals.Length)
                throw new InvalidDataException("a control of the delta asks for more than its block has");
            if (add + take == 0) throw new InvalidDataException("a control of the delta brings forth nothing");
            Count(add + take);
            // Both fit: the lengths of the sections were checked, and each of their bytes is used once.
            var target = _output.AsSpan(_end, add);
            image.Read(_position, target);
            Add(target, differences[..add]);
            literals[..take].CopyTo(_output.AsSpan(_end + add));
            _end += add + take;
            differences = differences[add..];
            literals = literals[take..];
            // A sum that wraps around is no place in the base, and the next read says so.
            _position = unchecked(_position + add + move);
        }
        if (differences.Length + literals.Length > 0) throw new InvalidDataException("a block of the delta is not used up");
    }

    private void Count(int outputBytes)
    {
        _outputBytes += outputBytes;
        if (++_controls > DeltaFormat.SpareControls + (_outputBytes / DeltaFormat.OutputBytesPerControl))
            throw new InvalidDataException($"the delta takes {_controls} controls for {_outputBytes} bytes");
    }

    // The loop that the compiler turns into vector instructions.
    private static void Add(Span<byte> target, ReadOnlySpan<byte> differences)
    {
        for (var i = 0; i < differences.Length && i < target.Length; i++)
            target[i] = unchecked((byte)(target[i] + differences[i]));
    }
}
