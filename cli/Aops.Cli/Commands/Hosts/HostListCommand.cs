using System.CommandLine;
using Aops.Cli.Api;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops hosts list</c>: hosts of a query, streamed, whatever their number.</summary>
internal static class HostListCommand
{
    public static Command Create(CliShell shell)
    {
        var query = Words.Query("Which hosts, in the query language; all of them without it.");
        var group = Words.Text("--group", "Only members of this group.", "NAME", "-g");
        var sort = Words.Text("--sort", "A field, with - before it the greatest first; else the fastest order.", "FIELD");
        var limit = Words.Number("--limit", "At most so many.", "N", 1, 1_000_000);
        var count = new Option<bool>("--count") { Description = "Tells only how many there are." };
        var watch = new Watch(shell.Terminal);
        var command = new Command("list", "Lists hosts by a query.") { query, group, sort, limit, count, watch.Option };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var start = parsed.GetValue(group) is { } name ? ApiPath.V1("groups", name, "hosts") : ApiPath.V1("hosts");
            var path = start.With("q", parsed.GetValue(query));
            if (parsed.GetValue(count))
            {
                var answer = await api.GetAsync(path.With("limit", 1).With("count", true), cancellationToken);
                shell.Terminal.Output.Write($"{answer.Object["count"]}\n");
                return 0;
            }
            // A limit of the server's own is that of a page.
            var rows = api.StreamAsync(path.With("sort", parsed.GetValue(sort)), "hosts", cancellationToken);
            await RowStream.WriteAsync(
                shell, parsed, HostViews.List(shell.Terminal.Clock), rows, parsed.GetValue(limit),
                parsed.GetValue(query) is null ? "no host; aops token create is the first step to one" : "no host is of this query",
                cancellationToken);
            return 0;
        }, cancellationToken));
        return command;
    }
}
