using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Documents;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Runs;

/// <summary>Values of a runbook's parameters, of a file and of words.</summary>
internal sealed class ParameterFile(CliShell shell)
{
    private readonly Option<string?> _file = Words.Text(
        "--params", "Values of parameters, as JSON or YAML; - is standard input. Those of WORDS go over them.", "FILE");

    /// <summary>The option.</summary>
    public Option Option => _file;

    /// <summary>Whether a file is named.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_file) is not null;

    /// <summary>The values.</summary>
    /// <param name="words"><c>KEY=VALUE</c> for each parameter.</param>
    /// <exception cref="CliException">They cannot be understood.</exception>
    public JsonObject Read(ParseResult parsed, string[] words)
    {
        var values = new JsonObject();
        if (parsed.GetValue(_file) is { } file)
        {
            foreach (var (name, value) in DocumentReader.Read(shell.Terminal, file))
                if (TextOf(value) is { } text) values[name] = text;
        }
        foreach (var (name, value) in RunWords.Parameters(words)) values[name] = value!.DeepClone();
        return values;
    }

    // A value travels as a text: of a list or a map it is the JSON, of null there is none.
    private static string? TextOf(JsonNode? value) => value switch
    {
        null => null,
        JsonValue single when single.TryGetValue<string>(out var text) => text,
        _ => value.ToJsonString(),
    };
}
