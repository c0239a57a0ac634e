namespace Aops.ReleaseTool.Deltas;

/// <summary>
/// Encodes a file relative to an older one by the method of bsdiff (Percival, "Matching with Mismatches and
/// Assorted Applications", 2006, chapter 3): exact matches, started again where continuing at the last
/// offset would differ much, and each extended in both directions as long as half of the bytes agree. In
/// programs, where an inserted line shifts all later addresses, the differences are few repeated values and
/// compress well.
/// </summary>
internal sealed class DeltaMatcher(SuffixIndex index, byte[] file)
{
    // An exact match must beat the last offset by this many bytes to be worth a control.
    private const int WorthBytes = 8;

    private readonly byte[] _base = index.Text;
    private readonly List<DeltaStep> _steps = [];
    private int _lastStart;
    private int _lastBase;

    /// <summary>The steps that produce the whole file, in order.</summary>
    public IReadOnlyList<DeltaStep> Run()
    {
        int scan = 0, position = 0, length = 0;
        while (scan < file.Length)
        {
            var agreeing = 0;
            scan += length;
            var counted = scan;
            for (; scan < file.Length; scan++)
            {
                (position, length) = index.Longest(file.AsSpan(scan));
                for (; counted < scan + length; counted++)
                {
                    if (AgreesAtLastOffset(counted)) agreeing++;
                }
                if ((length == agreeing && length != 0) || length > agreeing + WorthBytes) break;
                if (AgreesAtLastOffset(scan)) agreeing--;
            }
            if (length != agreeing || scan >= file.Length) Emit(Math.Min(scan, file.Length), position);
        }
        return _steps;
    }

    private bool AgreesAtLastOffset(int at)
    {
        var inBase = at + (_lastBase - _lastStart);
        return at < file.Length && inBase >= 0 && inBase < _base.Length && _base[inBase] == file[at];
    }

    // Everything from the start of the last step to this scan; the next step may begin a little before the
    // scan.
    private void Emit(int scan, int position)
    {
        var forward = Forward(scan);
        var backward = scan < file.Length ? Backward(scan, position) : 0;
        var overlap = _lastStart + forward - (scan - backward);
        if (overlap > 0)
        {
            var kept = Split(scan, position, forward, backward, overlap);
            forward += kept - overlap;
            backward -= kept;
        }
        var end = scan - backward;
        _steps.Add(new DeltaStep(_lastBase, _lastStart, forward, end - (_lastStart + forward)));
        _lastStart = end;
        _lastBase = position - backward;
    }

    private int Forward(int scan)
    {
        int same = 0, best = 0, length = 0;
        for (var i = 0; _lastStart + i < scan && _lastBase + i < _base.Length;)
        {
            if (_base[_lastBase + i] == file[_lastStart + i]) same++;
            i++;
            if ((same * 2) - i <= (best * 2) - length) continue;
            (best, length) = (same, i);
        }
        return length;
    }

    private int Backward(int scan, int position)
    {
        int same = 0, best = 0, length = 0;
        for (var i = 1; scan >= _lastStart + i && position >= i; i++)
        {
            if (_base[position - i] == file[scan - i]) same++;
            if ((same * 2) - i <= (best * 2) - length) continue;
            (best, length) = (same, i);
        }
        return length;
    }

    // How much of the overlap of the two extensions belongs to the earlier step.
    private int Split(int scan, int position, int forward, int backward, int overlap)
    {
        int score = 0, best = 0, kept = 0;
        for (var i = 0; i < overlap; i++)
        {
            if (file[_lastStart + forward - overlap + i] == _base[_lastBase + forward - overlap + i]) score++;
            if (file[scan - backward + i] == _base[position - backward + i]) score--;
            if (score <= best) continue;
            (best, kept) = (score, i + 1);
        }
        return kept;
    }
}
