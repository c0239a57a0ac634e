namespace Aops.Server.Heartbeats;

/// <summary>
/// The body of a heartbeat, by which a later one is recognized that says the same apart from its measured numbers: it is equal byte
/// for byte outside of them, and so would be read as the same heartbeat with other numbers.
/// </summary>
internal sealed class RepeatedBody
{
    // Nine digits more than a host's bytes and milliseconds ever have; each such number is a long.
    private const int DigitsMax = 18;

    private readonly byte[] _body;
    private readonly MeasuredNumber[] _numbers;

    private RepeatedBody(byte[] body, MeasuredNumber[] numbers, int subAgents)
    {
        _body = body;
        _numbers = numbers;
        SubAgents = subAgents;
    }

    /// <summary>How many sub-agents it lists.</summary>
    public int SubAgents { get; }

    /// <summary>The numbers in the order of the body.</summary>
    public ReadOnlySpan<MeasuredNumber> Numbers => _numbers;

    /// <summary>Its length in bytes.</summary>
    public int Length => _body.Length;

    /// <summary>Takes a body that was read as a heartbeat.</summary>
    /// <returns>Null for one that is longer than is remembered, or by which no other can be recognized.</returns>
    public static RepeatedBody? Of(ReadOnlySpan<byte> body) =>
        body.Length <= FleetLimits.RepeatedBodyBytesMax
        && MeasuredNumberReader.Find(body) is { Numbers: var numbers } found
        && numbers.Length <= FleetLimits.RepeatedNumbersMax
            ? new RepeatedBody(body.ToArray(), numbers, found.SubAgents)
            : null;

    /// <summary>Its own numbers.</summary>
    public long[] Values()
    {
        var values = new long[_numbers.Length];
        TryRead(_body, values);
        return values;
    }

    /// <summary>Compares another body with this one.</summary>
    /// <param name="body">The body.</param>
    /// <param name="values">Takes its numbers, as many as <see cref="Numbers"/> are.</param>
    /// <returns>Whether it is the same apart from them; otherwise, what is in the values has no meaning.</returns>
    public bool TryRead(ReadOnlySpan<byte> body, Span<long> values)
    {
        int mine = 0, others = 0;
        for (var i = 0; i < _numbers.Length; i++)
        {
            var (at, length, _, _) = _numbers[i];
            var between = _body.AsSpan(mine..at);
            if (!body[others..].StartsWith(between)) return false;
            others += between.Length;
            if (!TryReadNumber(body, ref others, out values[i])) return false;
            mine = SkipBlanks(_body, at + length);
            others = SkipBlanks(body, others);
        }
        return body[others..].SequenceEqual(_body.AsSpan(mine));
    }

    /// <summary>Whether a number has digits alone, and few enough for a long.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> number) =>
        number.Length <= DigitsMax && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    // As JSON has them: no leading zero. What follows the digits is compared by the caller: a fraction or an exponent
    // differs there.
    private static bool TryReadNumber(ReadOnlySpan<byte> body, ref int at, out long value)
    {
        value = 0;
        var begin = at;
        while (at < body.Length && body[at] is >= (byte)'0' and <= (byte)'9' && at - begin <= DigitsMax)
            value = value * 10 + (body[at++] - '0');
        var digits = at - begin;
        return digits is > 0 and <= DigitsMax && (digits == 1 || body[begin] != (byte)'0');
    }

    private static int SkipBlanks(ReadOnlySpan<byte> body, int at)
    {
        while (at < body.Length && body[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        return at;
    }
}
