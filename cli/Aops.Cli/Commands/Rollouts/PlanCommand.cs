using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Desired;
using Aops.Cli.Documents;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Rollouts;

/// <summary><c>aops rollout plan</c>.</summary>
internal static class PlanCommand
{
    public static Command Create(CliShell shell)
    {
        var layer = Words.Layer();
        var file = Words.Text("--file", "The whole document of the layer: YAML or JSON; - is standard input.", "FILE", "-f");
        var agent = Words.Text("--agent", "The version of the agent; the rest of the layer stays.", "VERSION");
        var revision = Words.Number("--to", "An earlier revision, whose content it is to have again.", "N", 1, long.MaxValue);
        var strategy = Words.Text("--strategy", "default or all-at-once.", "NAME");
        var strategyFile = Words.Text("--strategy-file", "The strategy with its members: YAML or JSON.", "FILE");
        var force = new Option<bool>("--force") { Description = "Takes versions that are not published." };
        var dryRun = Words.DryRun();
        var command = new Command("plan", "Makes a rollout and resolves it to hosts; no host changes before its start.")
        {
            layer, file, agent, revision, strategy, strategyFile, force, dryRun,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var name = await LayerName.FindAsync(api, parsed.GetRequiredValue(layer), cancellationToken);
            var body = new JsonObject { ["layer"] = name };
            string? revisionSeen = null;
            if (parsed.GetValue(file) is { } source)
            {
                var content = LayerFile.Read(shell.Terminal, source, name);
                revisionSeen = (await content.FindPresentAsync(api, cancellationToken)).Revision;
                body["document"] = content.Document.DeepClone();
            }
            if (parsed.GetValue(agent) is { } version)
                body["patch"] = new JsonObject { ["agent"] = new JsonObject { ["version"] = version } };
            if (parsed.GetValue(revision) is { } number) body["revision"] = number;
            if (body.Count != 2) throw CliException.Usage("name one of --file, --agent and --to", "aops rollout plan fleet --agent 2.0.0");
            if (parsed.GetValue(strategyFile) is { } path)
                body["strategy"] = DocumentReader.Read(shell.Terminal, path).DeepClone();
            if (parsed.GetValue(strategy) is { } word)
            {
                var named = body["strategy"] as JsonObject ?? [];
                named["name"] = word;
                body["strategy"] = named;
            }
            if (parsed.GetValue(shell.Reason) is { } reason) body["reason"] = reason;
            var isDry = parsed.GetValue(dryRun);
            var route = ApiPath.V1("rollouts").With("force", parsed.GetValue(force)).With("dry_run", isDry);
            var answer = (await api.SendAsync(HttpMethod.Post, route, body, revisionSeen, cancellationToken)).Object;
            foreach (var line in RolloutText.PlanLines(answer)) shell.Terminal.Say(line);
            if (isDry)
            {
                Reply.Write(shell, parsed, answer, "nothing was changed");
                return CliExitCodes.Ok;
            }
            var id = answer["rollout"].Word("id");
            shell.Terminal.Say($"start it by: aops rollout start {id}");
            Reply.Write(shell, parsed, answer, id ?? "");
            return CliExitCodes.Ok;
        });
        return command;
    }
}
