using System.CommandLine;
using System.Text;
using Aops.Cli.Terminals;

namespace Aops.Cli.Tests;

/// <summary>Makes docs/reference/AOPS.md of the tree of verbs: between its markers, one part for each verb.</summary>
internal static class ManualPage
{
    private const string Begin = "<!-- verbs -->";
    private const string End = "<!-- end of verbs -->";

    /// <summary>The page with its verbs made of the tree.</summary>
    public static string Fill(string page)
    {
        var terminal = new CliTerminal { Output = TextWriter.Null, Error = TextWriter.Null, Input = TextReader.Null };
        var text = new StringBuilder();
        foreach (var command in CommandTree.Create(terminal).Subcommands) Describe(text, command, "aops");
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(from > 0 && to > from, "the page has no markers of verbs");
        return $"{page[..(from + Begin.Length)]}\n\n{text}{page[to..]}";
    }

    private static void Describe(StringBuilder text, Command command, string before)
    {
        var name = $"{before} {command.Name}";
        if (command.Subcommands.Count > 0)
        {
            foreach (var verb in command.Subcommands) Describe(text, verb, name);
            return;
        }
        var words = string.Concat(command.Arguments.Select(argument => $" {argument.Name}{(argument.Arity.MaximumNumberOfValues > 1 ? "…" : "")}"));
        text.Append($"### {name}{words}\n\n{command.Description}\n\n");
        var rows = command.Arguments.Select(argument => (argument.Name, Text: argument.Description))
            .Concat(command.Options.Where(option => option is not System.CommandLine.Help.HelpOption).Select(option => (Name: NameOf(option), Text: option.Description)))
            .ToList();
        if (rows.Count == 0) return;
        text.Append("| | |\n| --- | --- |\n");
        foreach (var row in rows) text.Append($"| `{row.Name.Replace("|", "\\|", StringComparison.Ordinal)}` | {row.Text} |\n");
        text.Append('\n');
    }

    private static string NameOf(Option option)
    {
        var names = string.Join(", ", option.Aliases.Prepend(option.Name).OrderBy(name => name.Length));
        return $"{names}{(option.HelpName is { } value ? $" {value}" : "")}{(option.Required ? " (required)" : "")}";
    }
}
