using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands;

/// <summary>What all verbs share: the terminal, the options of every verb, and the way to the server.</summary>
internal sealed class CliShell(CliTerminal terminal)
{
    /// <summary>The words of <c>-o</c>.</summary>
    public static readonly string[] Formats = ["table", "wide", "json", "ndjson", "yaml", "csv", "name"];

    public CliTerminal Terminal { get; } = terminal;

    public Option<string?> Context { get; } = new("--context")
    {
        Description = "The server to speak to, by the name of its context; else AOPS_CONTEXT, else the one in use.",
        HelpName = "NAME",
        Recursive = true,
    };

    public Option<string?> Format { get; } = MakeFormat();

    public Option<string?> Reason { get; } = new("--reason")
    {
        Description = "Why, for the audit of the server: it goes with every change that the verb makes.",
        HelpName = "TEXT",
        Recursive = true,
    };

    /// <summary>The form of the output.</summary>
    /// <param name="fallback">The form where none is named.</param>
    public OutputFormat FormatOf(ParseResult parsed, OutputFormat fallback = OutputFormat.Table) =>
        parsed.GetValue(Format) is { } word ? (OutputFormat)Array.IndexOf(Formats, word) : fallback;

    /// <summary>Opens the API of the chosen server.</summary>
    /// <exception cref="CliException">None is chosen.</exception>
    public OperatorApi Open(ParseResult parsed) =>
        new(ContextChoice.Choose(Terminal, parsed.GetValue(Context)), Terminal.Clock)
        {
            Reason = parsed.GetValue(Reason),
        };

    /// <summary>Makes a verb that speaks to the server.</summary>
    public void Does(Command command, Func<ParseResult, OperatorApi, CancellationToken, Task<int>> run) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = Open(parsed);
            return await run(parsed, api, cancellationToken);
        });

    private static Option<string?> MakeFormat()
    {
        var option = new Option<string?>("--output", "-o")
        {
            Description = "The form of the output.", HelpName = "table|wide|json|ndjson|yaml|csv|name", Recursive = true,
        };
        option.CompletionSources.Add(Formats);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !Formats.Contains(word.Value))
                result.AddError($"-o takes {string.Join(", ", Formats)}, and not '{word.Value}'.");
        });
        return option;
    }
}
