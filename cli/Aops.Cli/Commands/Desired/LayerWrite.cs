using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Work;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Desired;

/// <summary>
/// A write of a layer: previewed by a dry run, consented to by the number of hosts that change, and made on the revision that was
/// previewed.
/// </summary>
internal sealed class LayerWrite(CliShell shell)
{
    public Argument<string> Layer { get; } = Words.Layer();

    public Option<string?> Message { get; } = Words.Message();

    public Option<string?> Strategy { get; } = Words.Text("--strategy", "How hosts are moved; it has to be named: all-at-once.", "NAME");

    public Option<bool> Yes { get; } = Words.Yes();

    public Option<bool> DryRun { get; } = Words.DryRun();

    public Option<bool> Wait { get; } = Words.Wait();

    private readonly Option<bool> _force = new("--force") { Description = "Takes versions that are not published." };

    private readonly Option<bool> _supersede = new("--supersede")
    {
        Description = "Gives all hosts at once what an unfinished rollout of the layer has not brought to them.",
    };

    /// <summary>Adds what all writes take.</summary>
    public void AddTo(Command command)
    {
        command.Add(Layer);
        foreach (var option in new Option[] { Strategy, Message, Yes, DryRun, Wait, _force, _supersede })
            command.Add(option);
    }

    /// <summary>Makes it.</summary>
    /// <param name="route">What follows the layer in the path; empty for the layer itself.</param>
    /// <param name="body">The body without its message and strategy.</param>
    /// <param name="layer">The layer as the server names it.</param>
    /// <param name="revision">The revision that it is made on.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        ParseResult parsed, OperatorApi api, HttpMethod method, string layer, string[] route, JsonObject body,
        string? revision, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Message) is { } message) body["message"] = message;
        if (parsed.GetValue(Strategy) is { } strategy) body["strategy"] = strategy;
        ApiPath Path() => ApiPath.V1(["layers", layer, .. route])
            .With("force", parsed.GetValue(_force)).With("supersede", parsed.GetValue(_supersede));
        var trial = Path().With("dry_run", true);
        var preview = (await api.SendAsync(method, trial, body, revision, cancellationToken)).Object;
        if (parsed.GetValue(DryRun))
        {
            LayerView.TellPreview(shell.Terminal, preview);
            Reply.Write(shell, parsed, preview, "nothing was changed");
            return CliExitCodes.Ok;
        }
        if (preview["changes"] is JsonArray { Count: 0 })
        {
            Reply.Write(shell, parsed, preview, $"{layer} says that already; nothing was changed");
            return CliExitCodes.Ok;
        }
        LayerView.TellPreview(shell.Terminal, preview);
        var changing = preview.Number("changing");
        Consent.Ask(shell.Terminal, $"{Plural.Hosts(changing)} would change", changing, parsed.GetValue(Yes));
        var answer = (await api.SendAsync(method, Path(), body, revision, cancellationToken)).Object;
        Reply.Write(shell, parsed, answer,
            $"{layer} is at revision {answer.Number("revision")}: {Plural.Hosts(answer.Number("hosts"))}" +
            TellRollouts(answer["goesOn"], "goes on") + TellRollouts(answer["superseded"], "is superseded by it"));
        return await OperationFollower.FollowAsync(
            shell, api, answer.Word("operation"), parsed.GetValue(Wait), cancellationToken);
    }

    private static string TellRollouts(JsonNode? ids, string what) =>
        string.Concat((ids as JsonArray ?? []).Select(id => $"; the rollout {(string?)id} {what}"));
}
