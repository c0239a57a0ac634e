using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary>
/// Starts a run: its plan is told, the operator consents to its hosts, and what they answer is shown. The options of that.
/// </summary>
internal sealed class RunStart(CliShell shell)
{
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Does not wait for its end." };
    private readonly Option<TimeSpan?> _timeout = RunFollower.Timeout();
    private readonly Option<bool> _yes = Words.Yes();
    private readonly Option<bool> _dryRun = Words.DryRun();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _detach, _timeout, _yes, _dryRun }) command.Add(option);
    }

    /// <summary>Starts it.</summary>
    /// <param name="path">The route that takes the body, with <c>dry_run</c> too.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliException">It has no host, or the server refuses it.</exception>
    public async Task<int> StartAsync(
        ParseResult parsed, OperatorApi api, ApiPath path, JsonObject order, CancellationToken cancellationToken)
    {
        string route = path;
        var trial = path.With("dry_run", true);
        var plan = (await api.SendAsync(HttpMethod.Post, trial, order, revision: null, cancellationToken)).Object;
        if (plan.Number("count") == 0)
            throw new CliException(CliExitCodes.NotFound, $"no host is found by {plan.Word("q")}; nothing was run");
        foreach (var line in RunText.PlanLines(plan)) shell.Terminal.Say(line);
        if (parsed.GetValue(_dryRun))
        {
            Reply.Write(shell, parsed, plan, "nothing was run");
            return CliExitCodes.Ok;
        }
        var hosts = plan.Number("count");
        Consent.Ask(shell.Terminal, $"It would be run on {Plural.Hosts(hosts)}", hosts, parsed.GetValue(_yes));
        order["planHash"] = plan.Word("planHash");
        var answer = (await api.SendAsync(HttpMethod.Post, route, order, revision: null, cancellationToken)).Object;
        var id = answer["run"].Word("id")!;
        if (!parsed.GetValue(_detach))
            return await RunFollower.FollowAsync(shell, parsed, api, id, parsed.GetValue(_timeout), cancellationToken);
        Reply.Write(shell, parsed, answer, id);
        shell.Terminal.Say($"follow it by: aops runs watch {id}");
        return CliExitCodes.Ok;
    }
}
