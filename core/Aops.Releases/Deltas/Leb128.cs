namespace Aops.Releases.Deltas;

/// <summary>Numbers of seven bits a byte, the lowest first (LEB128); signed ones as zigzag.</summary>
public static class Leb128
{
    private const int BytesMax = 9;

    /// <summary>Appends a number.</summary>
    /// <param name="value">From 0 to 2^63-1.</param>
    public static void Write(List<byte> output, long value)
    {
        while (value >= 0x80)
        {
            output.Add((byte)(value | 0x80));
            value >>= 7;
        }
        output.Add((byte)value);
    }

    /// <summary>Appends a number that may be negative.</summary>
    /// <param name="value">Less than 2^62 either way.</param>
    public static void WriteSigned(List<byte> output, long value) => Write(output, (value << 1) ^ (value >> 63));

    /// <summary>Takes a number off the front.</summary>
    /// <param name="input">Moved behind it.</param>
    /// <exception cref="InvalidDataException">There is none, or one that is too long.</exception>
    public static long Read(ref ReadOnlySpan<byte> input)
    {
        long value = 0;
        for (var i = 0; i < input.Length && i < BytesMax; i++)
        {
            value |= (long)(input[i] & 0x7F) << (7 * i);
            if (input[i] >= 0x80) continue;
            input = input[(i + 1)..];
            return value;
        }
        throw new InvalidDataException("a number of the delta does not end");
    }

    /// <summary>Takes a number off the front that may be negative.</summary>
    /// <param name="input">Moved behind it.</param>
    /// <exception cref="InvalidDataException">There is none, or one that is too long.</exception>
    public static long ReadSigned(ref ReadOnlySpan<byte> input)
    {
        var value = Read(ref input);
        return (long)((ulong)value >> 1) ^ -(value & 1);
    }
}
