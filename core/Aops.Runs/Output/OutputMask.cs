using System.Buffers;
using System.Text;
using Aops.Contracts.Wire.Runs;

namespace Aops.Runs.Output;

/// <summary>
/// Replaces secrets in a stream of output, wherever its pieces begin and end. A text of several lines is looked for line by
/// line; what could be the beginning of one is held back until the next piece tells. Not thread-safe.
/// </summary>
public sealed class OutputMask
{
    private readonly byte[][] _texts;
    private readonly SearchValues<byte> _firsts;
    private readonly ArrayBufferWriter<byte> _open = new();
    private readonly ArrayBufferWriter<byte> _done = new();

    private OutputMask(byte[][] texts)
    {
        _texts = texts;
        _firsts = SearchValues.Create([.. texts.Select(text => text[0]).Distinct()]);
    }

    private static ReadOnlySpan<byte> Mask => "***"u8;

    /// <summary>A mask for one stream.</summary>
    /// <param name="secrets">What is not to be seen; lines shorter than <see cref="RunLimits.MaskedBytesMin"/> stay.</param>
    /// <returns>The mask; null where there is nothing to mask.</returns>
    public static OutputMask? Of(IEnumerable<string> secrets)
    {
        // The longest first: of two that begin alike it is the whole that goes.
        byte[][] texts =
        [
            .. secrets.SelectMany(secret => secret.Split('\n')).Select(line => line.TrimEnd('\r')).Distinct()
                .Select(Encoding.UTF8.GetBytes).Where(text => text.Length >= RunLimits.MaskedBytesMin)
                .OrderByDescending(text => text.Length),
        ];
        return texts.Length == 0 ? null : new OutputMask(texts);
    }

    /// <summary>Takes a piece.</summary>
    /// <returns>What may be shown now; valid until the next call.</returns>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> piece)
    {
        _open.Write(piece);
        return Show(isEnd: false);
    }

    /// <summary>Ends the stream.</summary>
    /// <returns>What was held back.</returns>
    public ReadOnlySpan<byte> End() => Show(isEnd: true);

    private ReadOnlySpan<byte> Show(bool isEnd)
    {
        _done.ResetWrittenCount();
        var rest = _open.WrittenSpan;
        while (rest.IndexOfAny(_firsts) is var at and >= 0)
        {
            _done.Write(rest[..at]);
            rest = rest[at..];
            if (LengthAt(rest, isEnd) is not { } length) return Hold(rest);
            _done.Write(length > 0 ? Mask : rest[..1]);
            rest = rest[Math.Max(length, 1)..];
        }
        _done.Write(rest);
        _open.ResetWrittenCount();
        return _done.WrittenSpan;
    }

    private ReadOnlySpan<byte> Hold(ReadOnlySpan<byte> rest)
    {
        var held = rest.ToArray();
        _open.ResetWrittenCount();
        _open.Write(held);
        return _done.WrittenSpan;
    }

    // How long the text is that begins here: 0 for none, null where only what follows will tell.
    private int? LengthAt(ReadOnlySpan<byte> rest, bool isEnd)
    {
        foreach (var text in _texts)
        {
            if (rest.StartsWith(text)) return text.Length;
            if (!isEnd && text.AsSpan().StartsWith(rest)) return null;
        }
        return 0;
    }
}
