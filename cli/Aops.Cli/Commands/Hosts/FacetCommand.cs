using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops hosts facets --by version,label.env</c>.</summary>
internal static class FacetCommand
{
    private static readonly ListView View = new(
        [
            Column.Of("FIELD", "field"),
            Column.Of("VALUE", "value") with { WidthMin = 12 },
            Column.Of("HOSTS", "count") with { WidthMin = 5 },
            Column.Of("QUERY", "q"),
        ],
        "q");

    public static Command Create(CliShell shell)
    {
        var query = Words.Query("Which hosts; all of them without it.");
        var by = Words.Text("--by", "Fields, with commas between; at most 8 (aops fields).", "FIELDS");
        by.Required = true;
        var watch = new Watch(shell.Terminal);
        var command = new Command("facets", "Counts the hosts of a query by the values of fields.") { query, by, watch.Option };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var path = ApiPath.V1("hosts", "facets").With("q", parsed.GetValue(query)).With("by", parsed.GetValue(by));
            var answer = await api.GetAsync(path, cancellationToken);
            if (shell.FormatOf(parsed) == OutputFormat.Json)
                shell.Terminal.Output.Write(JsonText.Of(answer.Object) + "\n");
            else
                View.Write(shell.Terminal, shell.FormatOf(parsed), Rows(answer));
            foreach (var facet in answer.List("facets").Where(facet => facet["hasMore"]?.GetValue<bool>() == true))
                shell.Terminal.Say($"{facet.Word("field")} has more values than the 100 that are told");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static IEnumerable<JsonObject> Rows(ApiAnswer answer) =>
        from facet in answer.List("facets")
        from value in facet["values"]!.AsArray().OfType<JsonObject>()
        select new JsonObject
        {
            ["field"] = facet.Word("field"),
            ["value"] = value.Word("value"),
            ["count"] = value.Number("count"),
            ["q"] = value.Word("q"),
        };
}
