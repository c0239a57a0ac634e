using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Rollouts;

/// <summary><c>aops rollout start</c>: what was planned is told once more, and the plan that was told is started.</summary>
internal static class StartCommand
{
    public static Command Create(CliShell shell)
    {
        var (id, yes, timeout) = (RolloutCommands.Id(), Words.Yes(), RolloutFollower.Timeout());
        var wait = new Option<bool>("--wait") { Description = "Follows it until it has ended, or is halted." };
        var again = new Option<bool>("--plan-again") { Description = "Resolves it to hosts again before: the fleet has changed." };
        var hash = Words.Text("--plan-hash", "The plan that was seen; without it the one that is there.", "HASH");
        var command = new Command("start", "Starts a rollout that was planned.") { id, hash, again, yes, wait, timeout };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(id);
            var path = ApiPath.V1("rollouts", name);
            var told = parsed.GetValue(again)
                ? await api.SendAsync(
                    HttpMethod.Post, ApiPath.V1("rollouts", name, "plan"), body: null, revision: null,
                    cancellationToken)
                : await api.GetAsync(path, cancellationToken);
            var seen = told.Object;
            foreach (var line in RolloutText.PlanLines(seen)) shell.Terminal.Say(line);
            var hosts = seen["plan"].Number("hosts");
            Consent.Ask(shell.Terminal, $"{Plural.Hosts(hosts)} would be ordered, stage by stage", hosts, parsed.GetValue(yes));
            var body = new JsonObject { ["planHash"] = parsed.GetValue(hash) ?? seen["plan"].Word("planHash") };
            var route = ApiPath.V1("rollouts", name, "start");
            var answer = (await api.SendAsync(HttpMethod.Post, route, body, revision: null, cancellationToken)).Object;
            if (parsed.GetValue(wait))
            {
                return await RolloutFollower.FollowAsync(
                    shell, parsed, api, name, parsed.GetValue(timeout), cancellationToken);
            }
            Reply.Write(shell, parsed, answer, $"the rollout {name} is {answer["rollout"].Word("state")}");
            shell.Terminal.Say($"follow it by: aops rollout watch {name}");
            return CliExitCodes.Ok;
        });
        return command;
    }
}
