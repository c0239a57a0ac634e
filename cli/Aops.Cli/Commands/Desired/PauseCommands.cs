using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Desired;

/// <summary><c>aops pause LAYER</c> and <c>aops resume LAYER</c>: the sub-agents of its hosts; the pair goes on.</summary>
internal static class PauseCommands
{
    public static Command CreatePause(CliShell shell)
    {
        var write = new LayerWrite(shell);
        var command = new Command("pause", "Stops the sub-agents of a layer's hosts; their agents go on.");
        write.AddTo(command);
        shell.Does(command, (parsed, api, cancellationToken) =>
            PatchAsync(write, parsed, api, _ => JsonValue.Create(true), cancellationToken));
        return command;
    }

    public static Command CreateResume(CliShell shell)
    {
        var write = new LayerWrite(shell);
        var isAbove = new Option<bool>("--over-lower") { Description = "Lets them run although a layer below is paused." };
        var command = new Command("resume", "Takes a pause of a layer back; sub-agents that ran are started again.") { isAbove };
        write.AddTo(command);
        shell.Does(command, (parsed, api, cancellationToken) => PatchAsync(write, parsed, api, present =>
        {
            if (parsed.GetValue(isAbove)) return JsonValue.Create(false);
            return present["document"]?["paused"]?.GetValue<bool>() == true
                ? null
                : throw new CliException(CliExitCodes.Conflict, $"{parsed.GetValue(write.Layer)} is not paused itself",
                    "resume the layer that is, which aops explain HOST names, or let this one run by --over-lower");
        }, cancellationToken));
        return command;
    }

    private static async Task<int> PatchAsync(
        LayerWrite write, ParseResult parsed, OperatorApi api, Func<JsonObject, JsonNode?> value,
        CancellationToken cancellationToken)
    {
        var name = await LayerName.FindAsync(api, parsed.GetRequiredValue(write.Layer), cancellationToken);
        var present = await api.GetAsync(ApiPath.V1("layers", name), cancellationToken);
        var body = new JsonObject { ["document"] = new JsonObject { ["paused"] = value(present.Object) } };
        return await write.RunAsync(parsed, api, HttpMethod.Patch, name, [], body, present.Revision, cancellationToken);
    }
}
