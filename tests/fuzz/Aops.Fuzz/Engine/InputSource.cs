namespace Aops.Fuzz.Engine;

/// <summary>
/// Makes the inputs of one target, in an order that its seed decides: first the valid ones, then what mutations make of
/// them and of those whose outcome was new.
/// </summary>
internal sealed class InputSource
{
    /// <summary>Longest input, in bytes.</summary>
    public const int InputBytesMax = 256 * 1024;

    private const int CorpusMax = 4096;
    private const long CorpusBytesMax = 8 * 1024 * 1024;

    private readonly Random _random;
    private readonly ByteMutator _bytes;
    private readonly JsonMutator _json;
    private readonly InputKind _kind;
    private readonly List<byte[]> _corpus;
    private readonly int _seeds;
    private long _corpusBytes;
    private int _next;

    public InputSource(FuzzTarget target, int seed)
    {
        _random = new Random(seed);
        _kind = target.Kind;
        (_bytes, _json) = (new ByteMutator(_random, target.Words), new JsonMutator(_random, target.Words));
        _corpus = [.. target.Seeds()];
        _seeds = _corpus.Count;
    }

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        if (_next < _seeds) return _corpus[_next++];
        var input = Draw();
        // Mostly few changes, so that most of an input stays what the reader expects.
        var changes = 1 + (_random.Next(3) == 0 ? _random.Next(8) : _random.Next(2));
        for (var i = 0; i < changes; i++) input = Change(input);
        if (_kind == InputKind.Tar && _random.Next(8) != 0) input = TarChecksums.Mend([.. input]);
        return input.Length > InputBytesMax ? input[..InputBytesMax] : input;
    }

    /// <summary>Keeps an input whose outcome was new, to make others of it.</summary>
    public void Keep(byte[] input)
    {
        if (_corpus.Count >= CorpusMax || _corpusBytes + input.Length > CorpusBytesMax) return;
        _corpus.Add(input);
        _corpusBytes += input.Length;
    }

    // Every second one is made of a valid input, so that those which were found do not crowd them out.
    private byte[] Draw() => _corpus[_random.Next(_random.Next(2) == 0 ? _seeds : _corpus.Count)];

    private byte[] Change(byte[] input) =>
        (_kind == InputKind.Json && _random.Next(4) != 0 ? _json.Mutate(input) : null) ?? _bytes.Mutate(input, Draw());
}
