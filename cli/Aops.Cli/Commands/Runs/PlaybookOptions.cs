using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Documents;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Runs;

/// <summary>What goes with a runbook: values of its parameters, and whether a playbook only looks.</summary>
internal sealed class PlaybookOptions(CliShell shell)
{
    private readonly Option<bool> _check = new("--check")
    {
        Description = "A playbook only looks at what it would change: the changes are the drift of the host.",
    };

    private readonly Option<string?> _file = Words.Text(
        "--params", "Values of parameters, as JSON or YAML; - is standard input. Those of WORDS go over them.", "FILE");

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_check, _file];

    /// <summary>Adds the values and the check to the body of a request.</summary>
    /// <param name="words"><c>KEY=VALUE</c> for each parameter.</param>
    /// <exception cref="CliException">They cannot be understood.</exception>
    public void Fill(ParseResult parsed, JsonObject body, string[] words)
    {
        var values = new JsonObject();
        if (parsed.GetValue(_file) is { } file)
        {
            foreach (var (name, value) in DocumentReader.Read(shell.Terminal, file))
                if (TextOf(value) is { } text) values[name] = text;
        }
        foreach (var (name, value) in RunWords.Parameters(words)) values[name] = value!.DeepClone();
        body["parameters"] = values;
        if (parsed.GetValue(_check)) body["check"] = true;
    }

    /// <summary>Refuses the options where no runbook is named.</summary>
    /// <exception cref="CliException">One is there.</exception>
    public void RefuseWithoutRunbook(ParseResult parsed)
    {
        if (parsed.GetValue(_check)) throw CliException.Usage("--check goes with --runbook: it is that of a playbook");
        if (parsed.GetValue(_file) is not null) throw CliException.Usage("--params goes with --runbook");
    }

    // A value travels as a text: of a list or a map it is the JSON, of null there is none.
    private static string? TextOf(JsonNode? value) => value switch
    {
        null => null,
        JsonValue single when single.TryGetValue<string>(out var text) => text,
        _ => value.ToJsonString(),
    };
}
