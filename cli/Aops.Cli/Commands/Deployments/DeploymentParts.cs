using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Commands.Runs;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Deployments;

/// <summary>The options that say what a deployment is, and the body of the request that they make.</summary>
internal sealed class DeploymentParts(CliShell shell)
{
    private readonly Argument<string[]> _words = new("WORDS")
    {
        Description = "KEY=VALUE for each parameter of the runbook, but for verb and what is secret.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _query = Words.Query("Which hosts, in the query language, asked for each verb.");

    private readonly Option<string?> _runbook = Words.Text(
        "--runbook", "Its kind: a signed runbook with the parameter verb, whose values are what can be done.", "NAME@VERSION");

    private readonly ParameterFile _file = new(shell);
    private readonly RunBounds _bounds = new("the runbook", since: " after its start");
    private readonly RunPaceOptions _pace = new();
    private readonly Option<string?> _note = Words.Text("--note", "What it is for.", "TEXT");

    public void AddTo(Command command)
    {
        _query.Required = true;
        _runbook.Required = true;
        command.Add(_words);
        foreach (var option in new Option[] { _query, _runbook, _file.Option, _note }) command.Add(option);
        foreach (var option in _bounds.Options) command.Add(option);
        _pace.AddTimesTo(command);
    }

    /// <summary>Makes the body.</summary>
    /// <exception cref="CliException">An option cannot be understood.</exception>
    public JsonObject Make(ParseResult parsed)
    {
        var pace = new JsonObject();
        _bounds.Fill(parsed, pace);
        _pace.Fill(parsed, pace);
        var body = new JsonObject
        {
            ["runbook"] = RunWords.Reference(parsed.GetRequiredValue(_runbook)!),
            ["q"] = parsed.GetRequiredValue(_query),
            ["parameters"] = _file.Read(parsed, parsed.GetValue(_words) ?? []),
            ["pace"] = pace,
        };
        if (parsed.GetValue(_note) is { } note) body["note"] = note;
        return body;
    }
}
