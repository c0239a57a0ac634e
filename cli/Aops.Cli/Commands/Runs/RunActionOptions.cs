using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Runs;

/// <summary>The options that say what hosts do by their own code.</summary>
internal sealed class RunActionOptions
{
    private static readonly string[] Actions = ["restart-agent", "restart-sub-agent", "collect-log", "rollback"];

    private readonly Option<string?> _action = Words.Text(
        "--action", $"What hosts do by their own code, whatever their conf.yml says of runs: {string.Join(", ", Actions)}.", "NAME");

    private readonly Option<string?> _subAgent = Words.Text(
        "--sub-agent", "The sub-agent of restart-sub-agent; of collect-log whose log, else that of spm.", "NAME");

    private readonly Option<long?> _lines = Words.Number("--lines", "Last lines of the log; 200 without it.", "N", 1, 10_000);

    public RunActionOptions() => _action.CompletionSources.Add(Actions);

    /// <summary>The options, in the order of the help.</summary>
    public IReadOnlyList<Option> Options => [_action, _subAgent, _lines];

    /// <summary>The action; null where none is asked for.</summary>
    /// <exception cref="CliException">Options of an action are there, and it is not.</exception>
    public JsonObject? Read(ParseResult parsed)
    {
        var (action, subAgent, lines) = (parsed.GetValue(_action), parsed.GetValue(_subAgent), parsed.GetValue(_lines));
        if (action is null)
        {
            if (subAgent is not null || lines is not null)
                throw CliException.Usage("--sub-agent and --lines go with --action", "aops run -q env=prod --action collect-log");
            return null;
        }
        var body = new JsonObject { ["kind"] = action };
        if (subAgent is not null) body["subAgent"] = subAgent;
        if (lines is { } count) body["lines"] = count;
        return body;
    }
}
