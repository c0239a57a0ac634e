namespace Aops.Contracts.Wire.Reading;

/// <summary>
/// What of a message was left out, one sentence a part. Bounded, whatever the other party has sent: further parts are
/// counted, and texts of the other party are cut.
/// </summary>
public sealed class PartFaults
{
    private const int SentencesMax = 12;
    private const int SentenceCharsMax = 400;

    private readonly List<string> _sentences = [];
    private int _more;

    /// <summary>Whether nothing was left out.</summary>
    public bool IsEmpty => _sentences.Count == 0;

    /// <summary>Adds a sentence.</summary>
    /// <param name="sentence">Which part, and what is wrong with it.</param>
    public void Add(string sentence)
    {
        if (_sentences.Count < SentencesMax) _sentences.Add(Shown(sentence, SentenceCharsMax));
        else _more++;
    }

    /// <summary>The sentences; the last one counts those that are not told.</summary>
    public IReadOnlyList<string> ToList() =>
        _more == 0 ? [.. _sentences] : [.. _sentences, $"{_more} more parts were left out"];

    /// <summary>A text of another party as a sentence may hold it: cut, and without control characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="charsMax">How much of it is shown.</param>
    public static string Shown(string text, int charsMax = 64)
    {
        var shown = text.Length <= charsMax ? text : text[..charsMax] + "…";
        return shown.Any(c => char.IsControl(c) || char.IsSurrogate(c))
            ? string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))
            : shown;
    }
}
