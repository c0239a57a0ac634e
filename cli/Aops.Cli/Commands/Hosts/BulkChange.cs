using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Commands.Work;
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

    private readonly Option<bool> _wait = Words.Wait();
    private readonly Option<string?> _query = Words.Query("Which hosts, in the query language.");
    private readonly Option<string?> _host = Words.Text("--host", "One host: its id, the beginning of one, or its name.", "HOST");
    private readonly Option<bool> _yes = Words.Yes();
    private readonly Option<bool> _dryRun = Words.DryRun();

    /// <summary>Adds the options that say which hosts, and how.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _wait, _query, _host, _yes, _dryRun }) command.Add(option);
    }

    /// <summary>Makes the change, tells of it, and follows the operation that does the rest.</summary>
    /// <param name="body">The body of the request without its query and count.</param>
    /// <param name="tell">What the server's answer means, as a sentence.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliException">It was refused, or the operator says no.</exception>
    public async Task<int> RunAsync(
        ParseResult parsed, OperatorApi api, JsonObject body, Func<JsonObject, string> tell,
        CancellationToken cancellationToken)
    {
        body["q"] = await QueryAsync(parsed, api, cancellationToken);
        var trial = ApiPath.V1("hosts", route).With("dry_run", true);
        var preview = (await api.SendAsync(HttpMethod.Post, trial, body, revision: null, cancellationToken)).Object;
        var count = preview.Number("count");
        if (count == 0) throw new CliException(CliExitCodes.NotFound, $"no host is found by {preview.Word("q")}; nothing was changed");
        await TellAsync(api, preview, count, cancellationToken);
        if (parsed.GetValue(_dryRun))
        {
            Reply.Write(shell, parsed, preview, "nothing was changed");
            return CliExitCodes.Ok;
        }
        Consent.Ask(shell.Terminal, $"{Plural.Hosts(count)} would be {deed}", count, parsed.GetValue(_yes));
        body["expectedCount"] = count;
        var path = ApiPath.V1("hosts", route);
        var reply = (await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken)).Object;
        Reply.Write(shell, parsed, reply, tell(reply));
        return await OperationFollower.FollowAsync(
            shell, api, reply.Word("operation"), parsed.GetValue(_wait), cancellationToken);
    }

    private async Task<string> QueryAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var (query, host) = (parsed.GetValue(_query), parsed.GetValue(_host));
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
