using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Hosts;

/// <summary>
/// A change of the hosts of a query, in which the count is a contract: a dry run counts them and shows some, the operator consents
/// to that number, and the server refuses the change where it is another one by then.
/// </summary>
/// <param name="deed">What happens to hosts: <c>removed</c>.</param>
internal sealed class BulkChange(CliShell shell, string deed, string route)
{
    private const int SampleMax = 5;

    public Option<string?> Query { get; } = Words.Query("Which hosts, in the query language.");

    public Option<string?> Host { get; } = Words.Text("--host", "One host: its id, the beginning of one, or its name.", "HOST");

    public Option<bool> Yes { get; } = Words.Yes();

    public Option<bool> DryRun { get; } = Words.DryRun();

    /// <summary>Adds the options that say which hosts.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Query, Host, Yes, DryRun }) command.Add(option);
    }

    /// <summary>Makes the change.</summary>
    /// <param name="body">The body of the request without its query and count.</param>
    /// <returns>The server's answer.</returns>
    /// <exception cref="CliException">It was refused, or the operator says no.</exception>
    public async Task<JsonObject> RunAsync(
        ParseResult parsed, OperatorApi api, JsonObject body, CancellationToken cancellationToken)
    {
        body["q"] = await QueryAsync(parsed, api, cancellationToken);
        var trial = ApiPath.V1("hosts", route).With("dry_run", true);
        var preview = (await api.SendAsync(HttpMethod.Post, trial, body, revision: null, cancellationToken)).Object;
        var count = preview.Number("count");
        if (count == 0) throw new CliException(CliExitCodes.NotFound, $"no host is found by {preview.Word("q")}; nothing was changed");
        await TellAsync(api, preview, count, cancellationToken);
        if (parsed.GetValue(DryRun)) return preview;
        Consent.Ask(shell.Terminal, $"{Plural.Hosts(count)} would be {deed}", count, parsed.GetValue(Yes));
        body["expectedCount"] = count;
        var path = ApiPath.V1("hosts", route);
        return (await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken)).Object;
    }

    private async Task<string> QueryAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var (query, host) = (parsed.GetValue(Query), parsed.GetValue(Host));
        if (query is null == host is null) throw CliException.Usage("name hosts by -q QUERY, or one by --host");
        return query ?? $"id={await HostFinder.FindAsync(api, host!, cancellationToken)}";
    }

    private async Task TellAsync(OperatorApi api, JsonObject preview, long count, CancellationToken cancellationToken)
    {
        var query = preview.Word("q") ?? "";
        var changed = preview["changed"] is not null ? $", of which {preview.Number("changed")} would change" : "";
        var clones = preview.Number("clones") is > 0 and var more ? $"; {Plural.Of(more, "clone")} would go with them" : "";
        shell.Terminal.Say($"{Plural.Hosts(count)} by {(query.Length > 0 ? query : "the empty query, which is every host")}{changed}{clones}");
        var path = ApiPath.V1("hosts").With("q", query).With("limit", SampleMax);
        var sample = await api.GetAsync(path, cancellationToken);
        foreach (var host in sample.List("hosts"))
            shell.Terminal.Say($"  {host.Word("hostname")}  {host.Word("state")}  {host.Word("id")}");
        if (count > SampleMax) shell.Terminal.Say($"  and {count - SampleMax} more");
    }
}
