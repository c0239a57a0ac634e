namespace Aops.ReleaseTool.Deltas;

/// <summary>
/// One level of SA-IS. A suffix is small if it sorts before the suffix at the next position, and a mark if
/// it is small and the one at the previous position is not. Sorted marks determine the order of all other
/// suffixes.
/// </summary>
internal sealed class InducedSort
{
    private readonly int[] _text;
    private readonly bool[] _isSmall;
    private readonly int[] _largeStart;
    private readonly int[] _smallStart;

    public InducedSort(int[] text, int symbolMax)
    {
        _text = text;
        _isSmall = new bool[text.Length];
        for (var i = text.Length - 2; i >= 0; i--)
            _isSmall[i] = text[i] == text[i + 1] ? _isSmall[i + 1] : text[i] < text[i + 1];
        _largeStart = new int[symbolMax + 2];
        _smallStart = new int[symbolMax + 2];
        // For each symbol, large suffixes sort before small ones.
        for (var i = 0; i < text.Length; i++)
        {
            if (_isSmall[i]) _largeStart[text[i] + 1]++;
            else _smallStart[text[i]]++;
        }
        for (var symbol = 0; symbol <= symbolMax; symbol++)
        {
            _smallStart[symbol] += _largeStart[symbol];
            _largeStart[symbol + 1] += _smallStart[symbol];
        }
        Marks = FindMarks();
    }

    /// <summary>Positions of the marks, in text order.</summary>
    public int[] Marks { get; }

    /// <summary>Sorts all suffixes, as far as the order of the given marks determines it.</summary>
    public int[] Sort(int[] marksInOrder)
    {
        var result = new int[_text.Length];
        Array.Fill(result, -1);
        var next = (int[])_smallStart.Clone();
        foreach (var mark in marksInOrder) result[next[_text[mark]]++] = mark;

        next = (int[])_largeStart.Clone();
        result[next[_text[^1]]++] = _text.Length - 1;
        foreach (var start in result.AsSpan())
        {
            if (start >= 1 && !_isSmall[start - 1]) result[next[_text[start - 1]]++] = start - 1;
        }

        next = (int[])_largeStart.Clone();
        for (var i = _text.Length - 1; i >= 0; i--)
        {
            var start = result[i];
            if (start >= 1 && _isSmall[start - 1]) result[--next[_text[start - 1] + 1]] = start - 1;
        }
        return result;
    }

    /// <summary>The marks in the order of a sorting.</summary>
    public int[] MarksIn(int[] sorted)
    {
        var marks = new int[Marks.Length];
        var count = 0;
        foreach (var start in sorted)
        {
            if (IsMark(start)) marks[count++] = start;
        }
        return marks;
    }

    /// <summary>Replaces the substrings between marks by their rank; equal substrings get the same rank.</summary>
    public (int[] Text, int SymbolMax) Reduce(int[] marksInOrder)
    {
        var ranks = new int[_text.Length + 1];
        Array.Fill(ranks, -1);
        for (var i = 0; i < Marks.Length; i++) ranks[Marks[i]] = i;
        var reduced = new int[Marks.Length];
        var name = 0;
        for (var i = 1; i < marksInOrder.Length; i++)
        {
            if (!IsSame(marksInOrder[i - 1], marksInOrder[i], ranks)) name++;
            reduced[ranks[marksInOrder[i]]] = name;
        }
        return (reduced, name);
    }

    private bool IsSame(int a, int b, int[] ranks)
    {
        var endOfA = EndOf(ranks[a]);
        var endOfB = EndOf(ranks[b]);
        if (endOfA - a != endOfB - b) return false;
        while (a < endOfA && _text[a] == _text[b])
        {
            a++;
            b++;
        }
        // The first symbol of the next mark must be equal too; the end of the text equals nothing.
        return a == endOfA && b < _text.Length && a < _text.Length && _text[a] == _text[b];
    }

    private int EndOf(int rank) => rank + 1 < Marks.Length ? Marks[rank + 1] : _text.Length;

    private int[] FindMarks()
    {
        var count = 0;
        for (var i = 1; i < _text.Length; i++)
        {
            if (IsMark(i)) count++;
        }
        var marks = new int[count];
        for (int i = 1, at = 0; i < _text.Length; i++)
        {
            if (IsMark(i)) marks[at++] = i;
        }
        return marks;
    }

    private bool IsMark(int start) => start >= 1 && _isSmall[start] && !_isSmall[start - 1];
}
