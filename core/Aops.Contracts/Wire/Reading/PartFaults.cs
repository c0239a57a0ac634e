namespace Aops.Contracts.Wire.Reading;

/// <summary>
/// Collects the parts of a message that were left out, one sentence each. Bounded whatever the other party has
/// sent: further parts are only counted, and their texts are truncated.
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
    /// <param name="sentence">The part and its fault.</param>
    public void Add(string sentence)
    {
        if (_sentences.Count < SentencesMax) _sentences.Add(ShownText.Of(sentence, SentenceCharsMax));
        else _more++;
    }

    /// <summary>The sentences; the last one counts those that were dropped.</summary>
    public IReadOnlyList<string> ToList() =>
        _more == 0 ? [.. _sentences] : [.. _sentences, $"{_more} more parts were left out"];
}
