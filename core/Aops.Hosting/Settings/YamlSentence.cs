using YamlDotNet.Core;

namespace Aops.Hosting.Settings;

/// <summary>
/// Says where a text stops to be YAML, and which of the usual mistakes it is. The parser's own messages speak of tokens and
/// states, and give the line in which a block began.
/// </summary>
public static class YamlSentence
{
    private const string OpenQuote = "a quote is not closed";

    private static readonly (string Part, string Sentence)[] Known =
    [
        ("mapping values are not allowed", "a second ': ' stands on this line; put the value in quotes"),
        ("found invalid mapping", "a second ': ' stands on this line; put the value in quotes"),
        ("found wrong indentation", OpenQuote),
        ("tab character", "a tab stands where spaces belong"),
        ("invalid tab", "a tab stands where spaces belong"),
        ("cannot start any token", "a value must not begin with this character; put it in quotes"),
        ("did not find expected key", "this line does not fit those before it; compare their indentation"),
        ("could not find expected ':'", "a key without ': ' behind it"),
        ("unexpected end of stream", OpenQuote),
        ("unexpected document indicator", OpenQuote),
        ("Duplicate key", "a key stands twice"),
        ("an item with the same key", "a key stands twice"),
        ("unknown escape", "an unknown escape in double quotes; use single quotes"),
        ("undefined alias", "an alias of nothing"),
    ];

    /// <summary>The line of a fault, counted from 1, and a clause about it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="exception">What the parser threw; an exception of this suite keeps its sentence.</param>
    public static (long Line, string Reason) Of(string text, YamlException exception)
    {
        var lines = text.Split('\n');
        var first = (int)Math.Clamp(exception.Start.Line, 1, lines.Length);
        // A tab is the usual cause of a fault that is reported elsewhere.
        for (var line = 0; line < lines.Length; line++)
        {
            if (HasTab(lines[line])) return (line + 1, "a tab stands where spaces belong");
        }
        foreach (var (part, sentence) in Known)
        {
            if (!exception.Message.Contains(part, StringComparison.OrdinalIgnoreCase)) continue;
            return (sentence == OpenQuote ? first : Math.Clamp(exception.End.Line, first, lines.Length), sentence);
        }
        return (first, IsOfParser(exception) ? "the line cannot be read" : exception.Message);
    }

    // Before a key, and not within a comment or behind a value.
    private static bool HasTab(string line)
    {
        var key = line.TrimStart();
        return key.Length > 0 && key[0] != '#' && line[..^key.Length].Contains('\t');
    }

    private static bool IsOfParser(YamlException exception) =>
        exception.Message.StartsWith("While ", StringComparison.Ordinal)
        || exception is SyntaxErrorException or SemanticErrorException;
}
