using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Rollouts;

/// <summary>
/// What is said of a rollout: <c>pause</c>, <c>resume</c>, <c>approve</c>, <c>skip</c>, <c>retry</c>, <c>abort</c>, <c>undo</c>.
/// </summary>
internal static class RolloutVerbCommands
{
    /// <summary>A verb without anything else.</summary>
    /// <param name="verb">The verb, as the path has it.</param>
    /// <param name="description">What it does.</param>
    /// <param name="done">What is told once it was done, after the name of the rollout.</param>
    public static Command Create(CliShell shell, string verb, string description, string done)
    {
        var id = RolloutCommands.Id();
        var command = new Command(verb, description) { id };
        shell.Does(command, (parsed, api, cancellationToken) => TellAsync(
            shell, parsed, api, (parsed.GetRequiredValue(id), verb), [], done, cancellationToken));
        return command;
    }

    public static Command CreateApprove(CliShell shell)
    {
        var (id, stage) = (RolloutCommands.Id(), Words.Text("--stage", "The stage that waits; without it the rollout itself.", "NAME"));
        var command = new Command("approve", "Approves a rollout that another person has started, or a stage of it.") { id, stage };
        shell.Does(command, (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(stage) is { } name) body["stage"] = name;
            return TellAsync(
                shell, parsed, api, (parsed.GetRequiredValue(id), "approve"), body, "is approved by you", cancellationToken);
        });
        return command;
    }

    public static Command CreateSkip(CliShell shell)
    {
        var (id, stage) = (RolloutCommands.Id(), Words.Name("STAGE", "Name of the stage."));
        var command = new Command("skip", "Leaves a stage out: its hosts that were not ordered are passed by.") { id, stage };
        shell.Does(command, (parsed, api, cancellationToken) => TellAsync(
            shell, parsed, api, (parsed.GetRequiredValue(id), "skip"),
            new JsonObject { ["stage"] = parsed.GetRequiredValue(stage) },
            $"goes on without the stage {parsed.GetValue(stage)}", cancellationToken));
        return command;
    }

    public static Command CreateRetry(CliShell shell)
    {
        var id = RolloutCommands.Id();
        var hosts = new Option<string[]>("--host") { Description = "Only this host, by its id; may be given more than once.", HelpName = "ID" };
        var command = new Command("retry", "Gives hosts another try that were charged, or hindered too often.") { id, hosts };
        shell.Does(command, (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(hosts) is { Length: > 0 } ids)
                body["hostIds"] = new JsonArray([.. ids.Select(host => JsonValue.Create(host))]);
            return TellAsync(
                shell, parsed, api, (parsed.GetRequiredValue(id), "retry"), body, "orders them after the others",
                cancellationToken);
        });
        return command;
    }

    public static Command CreateUndo(CliShell shell)
    {
        var (id, yes, dryRun) = (RolloutCommands.Id(), Words.Yes(), Words.DryRun());
        var command = new Command("undo", "Takes a rollout back by another one: over the hosts that have what it brought.")
        {
            id, yes, dryRun,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(id);
            var preview = (await api.SendAsync(
                HttpMethod.Post, ApiPath.V1("rollouts", name, "undo").With("dry_run", true), BodyOf(shell, parsed, []),
                revision: null, cancellationToken)).Object;
            foreach (var line in RolloutText.PlanLines(preview)) shell.Terminal.Say(line);
            if (parsed.GetValue(dryRun))
            {
                Reply.Write(shell, parsed, preview, "nothing was changed");
                return CliExitCodes.Ok;
            }
            var hosts = preview["plan"].Number("hosts");
            Consent.Ask(shell.Terminal, $"{Plural.Hosts(hosts)} would go back", hosts, parsed.GetValue(yes));
            var answer = (await api.SendAsync(
                HttpMethod.Post, ApiPath.V1("rollouts", name, "undo"), BodyOf(shell, parsed, []), revision: null,
                cancellationToken)).Object;
            var undo = answer["rollout"].Word("id");
            Reply.Write(shell, parsed, answer, $"the rollout {undo} takes {name} back");
            shell.Terminal.Say($"follow it by: aops rollout watch {undo}");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static async Task<int> TellAsync(
        CliShell shell, ParseResult parsed, OperatorApi api, (string Id, string Verb) told, JsonObject body,
        string done, CancellationToken cancellationToken)
    {
        var answer = (await api.SendAsync(
            HttpMethod.Post, ApiPath.V1("rollouts", told.Id, told.Verb), BodyOf(shell, parsed, body), revision: null,
            cancellationToken)).Object;
        var state = $"is {answer["rollout"].Word("state")}";
        Reply.Write(shell, parsed, answer, $"the rollout {told.Id} {done}{(done == state ? "" : $": it {state}")}");
        return CliExitCodes.Ok;
    }

    private static JsonObject BodyOf(CliShell shell, ParseResult parsed, JsonObject body)
    {
        if (parsed.GetValue(shell.Reason) is { } reason) body["reason"] = reason;
        return body;
    }
}
