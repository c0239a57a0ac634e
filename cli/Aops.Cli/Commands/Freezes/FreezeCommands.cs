using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Freezes;

/// <summary><c>aops freeze</c> and <c>aops thaw</c>: no change of hosts, and no step of a rollout, until it ends.</summary>
internal static class FreezeCommands
{
    private static ApiPath Freeze => ApiPath.V1("freeze");

    public static Command CreateFreeze(CliShell shell)
    {
        var time = Words.Time("--for", "How long; without it, until aops thaw.", TimeSpan.FromSeconds(1));
        var isShown = new Option<bool>("--show") { Description = "Only tells whether the fleet is frozen." };
        var (message, dryRun) = (Words.Message(), Words.DryRun());
        var command = new Command("freeze", "Stops all changes of hosts: orders are refused, and rollouts stand.")
        {
            time, message, isShown, dryRun,
        };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(isShown) && string.IsNullOrWhiteSpace(result.GetValue(message)))
                result.AddError("say why by -m, or look by --show");
        });
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            if (parsed.GetValue(isShown))
            {
                var present = (await api.GetAsync(Freeze, cancellationToken)).Object;
                Reply.Write(shell, parsed, present, Sentence(present, "is"));
                return CliExitCodes.Ok;
            }
            var body = new JsonObject { ["reason"] = parsed.GetValue(message) };
            if (parsed.GetValue(time) is { } length)
            {
                body["until"] = (shell.Terminal.Clock.GetUtcNow() + length)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            }
            var isDry = parsed.GetValue(dryRun);
            var answer = await api.SendAsync(
                HttpMethod.Put, Freeze.With("dry_run", isDry), body, revision: null, cancellationToken);
            Reply.Write(shell, parsed, answer.Object, isDry
                ? $"{Sentence(answer.Object, "would be")}; nothing was changed"
                : $"{Sentence(answer.Object, "is")}; aops thaw ends it");
            return CliExitCodes.Ok;
        });
        return command;
    }

    public static Command CreateThaw(CliShell shell)
    {
        var dryRun = Words.DryRun();
        var command = new Command("thaw", "Ends the freeze of the fleet; rollouts go on.") { dryRun };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var isDry = parsed.GetValue(dryRun);
            await api.SendAsync(
                HttpMethod.Delete, Freeze.With("dry_run", isDry), body: null, revision: null, cancellationToken);
            Reply.Write(shell, parsed, new JsonObject { ["isFrozen"] = isDry }, isDry
                ? "the fleet would not be frozen any more; nothing was changed"
                : "the fleet is not frozen any more");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static string Sentence(JsonObject freeze, string verb)
    {
        if (freeze["isFrozen"]?.GetValue<bool>() != true) return "the fleet is not frozen";
        var until = freeze["until"] is null ? "" : $" until {freeze.Word("until")}";
        return $"the fleet {verb} frozen{until}, by {freeze.Word("author")}: {freeze.Word("reason")}";
    }
}
