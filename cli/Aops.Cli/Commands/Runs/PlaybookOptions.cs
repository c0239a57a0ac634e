using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Runs;

/// <summary>What goes with a runbook: values of its parameters, and whether a playbook only looks.</summary>
internal sealed class PlaybookOptions(CliShell shell)
{
    private readonly Option<bool> _check = new("--check")
    {
        Description = "A playbook only looks at what it would change: the changes are the drift of the host.",
    };

    private readonly ParameterFile _file = new(shell);

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_check, _file.Option];

    /// <summary>Adds the values and the check to the body of a request.</summary>
    /// <param name="words"><c>KEY=VALUE</c> for each parameter.</param>
    /// <exception cref="CliException">They cannot be understood.</exception>
    public void Fill(ParseResult parsed, JsonObject body, string[] words)
    {
        body["parameters"] = _file.Read(parsed, words);
        if (parsed.GetValue(_check)) body["check"] = true;
    }

    /// <summary>Refuses the options where no runbook is named.</summary>
    /// <exception cref="CliException">One is there.</exception>
    public void RefuseWithoutRunbook(ParseResult parsed)
    {
        if (parsed.GetValue(_check)) throw CliException.Usage("--check goes with --runbook: it is that of a playbook");
        if (_file.IsNamed(parsed)) throw CliException.Usage("--params goes with --runbook");
    }
}
