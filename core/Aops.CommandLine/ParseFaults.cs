using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Aops.Contracts;

namespace Aops.CommandLine;

/// <summary>
/// What is wrong with a command line, in sentences. The parser's own messages name types of .NET, and say nothing of the word
/// that was probably meant; a program prints these and ends with exit code 64.
/// </summary>
public static partial class ParseFaults
{
    private const int VerbsListedMax = 24;

    /// <summary>Describes the faults.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>A sentence for each, in the order of the words; empty if there is none.</returns>
    public static IReadOnlyList<string> Describe(ParseResult parsed)
    {
        // The verbs; the program is named by its caller.
        var verbs = PathOf(parsed, "").TrimStart();
        var sentences = OfUnknown(parsed, verbs);
        var isUnknown = sentences.Count > 0;
        // What a validator says of a word is better than that it cannot be parsed.
        var judged = parsed.Errors.Where(error => !IsOfParser(error))
            .Select(error => NameOf(error.SymbolResult)).ToHashSet();
        foreach (var error in parsed.Errors)
        {
            if (IsOfParser(error) && judged.Contains(NameOf(error.SymbolResult))) continue;
            if (Rephrase(error, parsed, verbs, isUnknown) is { } sentence && !sentences.Contains(sentence))
                sentences.Add(sentence);
        }
        return sentences;
    }

    /// <summary>Program and verbs of a command line: <c>aops-release key add</c>.</summary>
    public static string PathOf(ParseResult parsed, string program)
    {
        var words = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            words.Insert(0, result.Command is RootCommand ? program : result.Command.Name);
        return string.Join(' ', words);
    }

    // What follows a verb that is unknown cannot be judged, and what follows an option that is unknown was its value.
    private static List<string> OfUnknown(ParseResult parsed, string path)
    {
        var sentences = new List<string>();
        var hasVerbs = parsed.CommandResult.Command.Subcommands.Count > 0;
        var isValue = false;
        foreach (var word in parsed.UnmatchedTokens)
        {
            var isOption = word.StartsWith('-');
            if (isOption || !isValue) sentences.Add(OfUnknown(word, parsed, path));
            if (hasVerbs && !isOption) break;
            isValue = isOption && !word.Contains('=');
        }
        return sentences;
    }

    private static string OfUnknown(string word, ParseResult parsed, string path)
    {
        var has = path.Length == 0 ? "there is no" : $"{path} has no";
        if (word.StartsWith('-') && word.Length > 1)
        {
            var name = word.Split('=')[0];
            return $"{has} option {ShownText.Of(name)}{Meant(name, OptionsOf(parsed))}";
        }
        var verbs = VerbsOf(parsed);
        if (verbs.Count == 0) return $"{has} use for the word '{ShownText.Of(word)}'";
        return Suggestions.Closest(word, verbs) is { } meant
            ? $"{has} verb '{ShownText.Of(word)}'; did you mean {meant}?"
            : $"{has} verb '{ShownText.Of(word)}'{Listed(verbs)}";
    }

    private static bool IsOfParser(ParseError error) =>
        error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal);

    // Null where another sentence says it.
    private static string? Rephrase(ParseError error, ParseResult parsed, string path, bool isUnknown)
    {
        var (message, name) = (error.Message, NameOf(error.SymbolResult));
        string Needs(string what) => path.Length == 0 ? $"{what} is missing" : $"{path} needs {what}";
        if (message.StartsWith("Unrecognized command or argument", StringComparison.Ordinal)) return null;
        if (message.StartsWith("Required command was not provided", StringComparison.Ordinal))
        {
            return isUnknown ? null : $"{Needs("a verb")}{Listed(VerbsOf(parsed))}";
        }
        var quoted = Quoted().Matches(message).Select(match => match.Groups[1].Value).ToList();
        if (IsOfParser(error) && quoted.Count > 0)
            return $"{name}: '{ShownText.Of(quoted[0])}' is not {KindOf(error.SymbolResult)}";
        if (message.StartsWith("Required argument missing for option", StringComparison.Ordinal)) return $"{name} needs a value";
        if (message.StartsWith("Required argument missing for command", StringComparison.Ordinal))
            return Needs(MissingArgument(parsed));
        if (message.EndsWith("is required.", StringComparison.Ordinal) && quoted.Count > 0)
            return isUnknown ? null : Needs(quoted[0]);
        if (message.Contains("not recognized. Must be one of:", StringComparison.Ordinal) && quoted.Count > 1)
        {
            return $"{name}: '{ShownText.Of(quoted[0])}' is none of {string.Join(", ", quoted.Skip(1))}"
                + Meant(quoted[0], quoted.Skip(1));
        }
        return message.Contains("expects a single argument but", StringComparison.Ordinal)
            ? $"{name} takes one value, and several were given"
            : message.TrimEnd('.');
    }

    private static string NameOf(SymbolResult? symbol) => symbol switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult { Parent: OptionResult option } => option.Option.Name,
        ArgumentResult argument => argument.Argument.Name,
        CommandResult command => command.Command.Name,
        _ => "the command line",
    };

    private static string KindOf(SymbolResult? symbol)
    {
        var type = symbol switch
        {
            OptionResult option => option.Option.ValueType,
            ArgumentResult { Parent: OptionResult option } => option.Option.ValueType,
            ArgumentResult argument => argument.Argument.ValueType,
            _ => typeof(object),
        };
        return Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
        {
            >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number that it takes",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            TypeCode.Boolean => "true or false",
            _ => "a value that it takes",
        };
    }

    private static string MissingArgument(ParseResult parsed)
    {
        var missing = parsed.CommandResult.Command.Arguments.FirstOrDefault(argument =>
            argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 });
        return missing?.Name ?? "a further word";
    }

    private static List<string> VerbsOf(ParseResult parsed) =>
        [.. parsed.CommandResult.Command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];

    private static IEnumerable<string> OptionsOf(ParseResult parsed)
    {
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            foreach (var option in result.Command.Options)
            {
                if (!option.Hidden && (option.Recursive || result == parsed.CommandResult)) yield return option.Name;
            }
        }
    }

    private static string Meant(string word, IEnumerable<string> known) =>
        Suggestions.Closest(word, known) is { } meant ? $"; did you mean {meant}?" : "";

    private static string Listed(IReadOnlyCollection<string> verbs) =>
        verbs.Count is 0 or > VerbsListedMax ? ""
        : verbs.Count == 1 ? $"; there is {verbs.First()}"
        : $"; there are {string.Join(", ", verbs)}";

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
