using System.Text;

namespace Aops.Fuzz.Engine;

/// <summary>Changes bytes: flips, numbers at the edges, cuts, repetitions, splices and words.</summary>
internal sealed class ByteMutator(Random random, IReadOnlyList<string> words)
{
    private const int RepetitionsMax = 20_000;

    private static readonly byte[][] Edges =
    [
        [0], [0xFF], [0x7F], [0x80], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0, 0, 0, 0, 0, 0, 0, 0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF],
        [0xE2, 0x80, 0xAE],
    ];

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Makes one change.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        if (input.Length == 0) return other;
        var at = random.Next(input.Length);
        var length = Math.Min(input.Length - at, 1 + random.Next(random.Next(4) == 0 ? input.Length : 16));
        return random.Next(64) == 0 ? Repeated(input, at, Math.Min(length, 8)) : random.Next(10) switch
        {
            0 or 1 => Changed(input, at, (byte)(input[at] ^ (1 << random.Next(8)))),
            2 => Changed(input, at, (byte)random.Next(256)),
            3 => Over(input, at, Edges[random.Next(Edges.Length)]),
            4 => [.. input[..at], .. Edges[random.Next(Edges.Length)], .. input[at..]],
            5 => random.Next(3) == 0 ? input[..at] : [.. input[..at], .. input[(at + length)..]],
            6 => [.. input[..(at + length)], .. input[at..]],
            7 => Spliced(input, at, other),
            _ when _words.Length > 0 => WithWord(input, at, length),
            _ => Moved(input, at, length),
        };
    }

    private byte[] WithWord(byte[] input, int at, int length)
    {
        var word = _words[random.Next(_words.Length)];
        return random.Next(2) == 0
            ? [.. input[..at], .. word, .. input[at..]]
            : [.. input[..at], .. word, .. input[(at + length)..]];
    }

    // Deep, where what is repeated opens something.
    private byte[] Repeated(byte[] input, int at, int length)
    {
        var part = _words.Length > 0 && random.Next(2) == 0 ? _words[random.Next(_words.Length)] : input[at..(at + length)];
        var count = random.Next(random.Next(8) == 0 ? RepetitionsMax : 200);
        return [.. input[..at], .. Enumerable.Repeat(part, count).SelectMany(bytes => bytes), .. input[at..]];
    }

    private byte[] Spliced(byte[] input, int at, byte[] other)
    {
        var from = other.Length == 0 ? 0 : random.Next(other.Length);
        return [.. input[..at], .. other[from..]];
    }

    private byte[] Moved(byte[] input, int at, int length)
    {
        var part = input[at..(at + length)];
        byte[] rest = [.. input[..at], .. input[(at + length)..]];
        var to = random.Next(rest.Length + 1);
        return [.. rest[..to], .. part, .. rest[to..]];
    }

    private static byte[] Changed(byte[] input, int at, byte value)
    {
        byte[] changed = [.. input];
        changed[at] = value;
        return changed;
    }

    private static byte[] Over(byte[] input, int at, byte[] bytes)
    {
        byte[] changed = [.. input];
        bytes.AsSpan(0, Math.Min(bytes.Length, input.Length - at)).CopyTo(changed.AsSpan(at));
        return changed;
    }
}
