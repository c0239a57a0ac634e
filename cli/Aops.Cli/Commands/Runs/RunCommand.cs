using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary><c>aops run</c>: the plan is told, the operator consents to its hosts, and what they answer is shown.</summary>
internal static class RunCommand
{
    public static Command Create(CliShell shell)
    {
        var (body, yes, dryRun) = (new RunBody(shell), Words.Yes(), Words.DryRun());
        var detach = new Option<bool>("--detach", "-d") { Description = "Does not wait for its end." };
        var timeout = RunFollower.Timeout();
        var command = new Command(
            "run",
            "Runs a signed runbook, a signed command, a plain command or an action on hosts, and shows what they answer.");
        body.AddTo(command);
        foreach (var option in new Option[] { detach, timeout, yes, dryRun }) command.Add(option);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var order = await body.MakeAsync(parsed, api, cancellationToken);
            var trial = ApiPath.V1("runs").With("dry_run", true);
            var plan = (await api.SendAsync(HttpMethod.Post, trial, order, revision: null, cancellationToken)).Object;
            if (plan.Number("count") == 0)
                throw new CliException(CliExitCodes.NotFound, $"no host is found by {plan.Word("q")}; nothing was run");
            foreach (var line in RunText.PlanLines(plan)) shell.Terminal.Say(line);
            if (parsed.GetValue(dryRun))
            {
                Reply.Write(shell, parsed, plan, "nothing was run");
                return CliExitCodes.Ok;
            }
            var hosts = plan.Number("count");
            Consent.Ask(shell.Terminal, $"It would be run on {Plural.Hosts(hosts)}", hosts, parsed.GetValue(yes));
            order["planHash"] = plan.Word("planHash");
            var path = ApiPath.V1("runs");
            var answer = (await api.SendAsync(HttpMethod.Post, path, order, revision: null, cancellationToken)).Object;
            var id = answer["run"].Word("id")!;
            if (!parsed.GetValue(detach))
            {
                return await RunFollower.FollowAsync(
                    shell, parsed, api, id, parsed.GetValue(timeout), cancellationToken);
            }
            Reply.Write(shell, parsed, answer, id);
            shell.Terminal.Say($"follow it by: aops runs watch {id}");
            return CliExitCodes.Ok;
        });
        return command;
    }
}
