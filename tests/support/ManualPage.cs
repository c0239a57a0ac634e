using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text;

namespace Aops.TestSupport;

/// <summary>
/// The reference page of a program: between its markers, one part for each verb, made of the tree that answers
/// <c>--help</c>. With AOPS_WRITE_MANUAL=1 the page is written.
/// </summary>
internal static class ManualPage
{
    private const string Begin = "<!-- verbs -->";
    private const string End = "<!-- end of verbs -->";

    /// <summary>Compares a page with its program.</summary>
    /// <param name="name">The file below docs/reference.</param>
    public static async Task<bool> IsThatOfAsync(RootCommand root, string program, string name)
    {
        var file = Path.Combine(SourceRoot.Folder, "docs/reference", name);
        var page = await File.ReadAllTextAsync(file);
        var made = Fill(page, root, program);
        if (Environment.GetEnvironmentVariable("AOPS_WRITE_MANUAL") == "1") await File.WriteAllTextAsync(file, made);
        return made == page;
    }

    /// <summary>What a test says of a page that is not that of its program.</summary>
    public static string Stale(string name) =>
        $"docs/reference/{name} is stale: run './build.sh generate', and commit it with the change";

    private static string Fill(string page, RootCommand root, string program)
    {
        var text = new StringBuilder();
        foreach (var command in root.Subcommands) Describe(text, command, program);
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
            .Concat(command.Options.Where(option => option is not HelpOption && !option.Hidden)
                .Select(option => (Name: NameOf(option), Text: TextOf(option))))
            .ToList();
        if (rows.Count == 0) return;
        text.Append("| | |\n| --- | --- |\n");
        foreach (var row in rows) text.Append($"| `{Cell(row.Name)}` | {Cell(row.Text ?? "")} |\n");
        text.Append('\n');
    }

    private static string NameOf(Option option)
    {
        var names = string.Join(", ", option.Aliases.Prepend(option.Name).OrderBy(name => name.Length));
        return $"{names}{(option.HelpName is { } value ? $" {value}" : "")}{(option.Required ? " (required)" : "")}";
    }

    private static string? TextOf(Option option)
    {
        if (!option.HasDefaultValue || option.Description?.Contains("default", StringComparison.Ordinal) == true) return option.Description;
        var value = option.GetDefaultValue() switch
        {
            null or false or "" => null,
            string[] several => string.Join(' ', several),
            var one => string.Create(CultureInfo.InvariantCulture, $"{one}"),
        };
        return value is { Length: > 0 } ? $"{option.Description} [default: {value}]" : option.Description;
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
