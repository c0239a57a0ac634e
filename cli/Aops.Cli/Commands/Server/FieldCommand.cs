using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Server;

/// <summary><c>aops fields</c>: what hosts can be found by.</summary>
internal static class FieldCommand
{
    private static readonly ListView View = new(
        [
            Column.Of("FIELD", "name") with { WidthMin = 20 },
            Column.Of("EXAMPLE", "example") with { WidthMin = 28 },
            Column.Of("MEANING", "meaning") with { WidthMin = 20 },
            Column.Of("KIND", "kind") with { IsWide = true },
            new Column("OPERATORS", row => string.Join(' ', row["operators"]?.AsArray().Select(Cell.Text) ?? []))
            {
                IsWide = true,
            },
            Column.Of("VALUES", "values") with { IsWide = true },
        ],
        "name");

    public static Command Create(CliShell shell)
    {
        var command = new Command("fields", "Lists what hosts can be found by: the fields of the query language, and labels.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1("fields"), cancellationToken);
            var labels = (answer.Object["labels"]?.AsArray() ?? []).Select(label => new JsonObject
            {
                ["name"] = $"label.{Cell.Text(label)}", ["kind"] = "label", ["meaning"] = "A label that hosts have.",
            });
            View.Write(shell.Terminal, shell.FormatOf(parsed), answer.List("fields").Concat(labels));
            return 0;
        });
        return command;
    }
}
