using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aops.Cli.Faults;
using Aops.Hosting.Settings;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Aops.Cli.Documents;

/// <summary>
/// YAML 1.2 as JSON. Nesting is bounded, aliases and a second document are refused. A plain value is a number or a truth value
/// only where a document takes one: a version <c>1.10</c>, a variable or a setting stays the text that was written.
/// </summary>
internal sealed partial class YamlDocument
{
    private const int DepthMax = 16;

    // Maps of texts, and members that are texts.
    private static readonly string[] Texts =
        [
            "env", "settings", "labels", "args", "parameters", "version", "name", "message", "layer", "note", "reason",
            "q", "of", "scope", "cron",
        ];

    private readonly Parser _parser;

    private YamlDocument(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>Reads a document.</summary>
    /// <exception cref="CliException">It is none; the fault names the line.</exception>
    public static JsonNode? Read(string text, string name) => ReadAll(text, name, countMax: 1).FirstOrDefault();

    /// <summary>Reads the documents of a stream, which <c>---</c> parts.</summary>
    /// <exception cref="CliException">One is none; the fault names the line.</exception>
    public static IReadOnlyList<JsonNode?> ReadAll(string text, string name, int countMax)
    {
        try
        {
            var document = new YamlDocument(text);
            document._parser.Consume<StreamStart>();
            var nodes = new List<JsonNode?>();
            while (!document._parser.Accept<StreamEnd>(out _))
            {
                document._parser.Consume<DocumentStart>();
                if (nodes.Count == countMax)
                {
                    throw Fault(document._parser.Current!,
                        countMax == 1 ? "a second document begins; one is read" : $"more than {countMax} documents are not taken");
                }
                nodes.Add(document.ReadNode(0, isText: false));
                document._parser.Consume<DocumentEnd>();
            }
            return nodes;
        }
        catch (YamlException e)
        {
            var (line, reason) = YamlSentence.Of(text, e);
            throw new CliException(CliExitCodes.Usage, $"{name}: line {line}: {reason}", inner: e);
        }
    }

    private JsonNode? ReadNode(int depth, bool isText)
    {
        if (_parser.Current is { } start && depth > DepthMax) throw Fault(start, $"it is nested deeper than {DepthMax}");
        if (_parser.TryConsume<Scalar>(out var scalar)) return ReadScalar(scalar, isText);
        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var list = new JsonArray();
            while (!_parser.TryConsume<SequenceEnd>(out _)) list.Add(ReadNode(depth + 1, isText));
            return list;
        }
        if (_parser.TryConsume<MappingStart>(out _)) return ReadMap(depth, isText);
        throw Fault(_parser.Current!, "an alias is not taken; write the value out");
    }

    private JsonObject ReadMap(int depth, bool isText)
    {
        var map = new JsonObject();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key)) throw Fault(_parser.Current!, "a key has to be a word");
            if (map.ContainsKey(key.Value)) throw Fault(key, $"'{key.Value}' is there twice");
            map.Add(key.Value, ReadNode(depth + 1, isText || Texts.Contains(key.Value)));
        }
        return map;
    }

    private static JsonNode? ReadScalar(Scalar scalar, bool isText)
    {
        if (scalar.Style is not ScalarStyle.Plain) return JsonValue.Create(scalar.Value);
        return scalar.Value switch
        {
            "" or "~" or "null" => null,
            _ when isText => JsonValue.Create(scalar.Value),
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var word when WholeNumber().IsMatch(word)
                && long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            var word => JsonValue.Create(word),
        };
    }

    private static YamlException Fault(ParsingEvent part, string sentence) => new(part.Start, part.End, sentence);

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)\z")]
    private static partial Regex WholeNumber();
}
