using System.CommandLine;
using Aops.Cli.Api;

namespace Aops.Cli.Commands.Manifests;

/// <summary>The options that say which documents are meant, and the plan that they make.</summary>
internal sealed class ManifestOptions
{
    private readonly Option<string[]> _files = new("--file", "-f")
    {
        Description = "A file with documents, YAML or JSON, or a folder of such; - is standard input. May be given again.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string[]> _prune = MakePrune();

    private readonly Option<string?> _strategy = Words.Text(
        "--strategy", "How hosts are moved where a document says nothing of it: default, which is a rollout, or all-at-once.", "NAME");

    private readonly Option<string?> _message = Words.Message();

    private readonly Option<bool> _force = new("--force") { Description = "Takes versions that are not published." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _files, _strategy, _message, _prune, _force }) command.Add(option);
    }

    /// <summary>Reads the documents, and asks the server what they would change.</summary>
    public async Task<ManifestPlan> PlanAsync(
        CliShell shell, ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var manifests = ManifestReader.Read(shell.Terminal, parsed.GetRequiredValue(_files));
        var layers = new LayerPlanner(
            api, parsed.GetValue(_strategy), parsed.GetValue(_message), parsed.GetValue(_force));
        var prune = (parsed.GetValue(_prune) ?? []).Select(word => ManifestKind.Find(word)!).ToList();
        return await ManifestPlan.MakeAsync(shell.Terminal, api, manifests, layers, prune, cancellationToken);
    }

    private static Option<string[]> MakePrune()
    {
        string[] words = [.. ManifestKind.Prunable.Select(kind => kind.Word)];
        var option = new Option<string[]>("--prune")
        {
            Description = "Removes what no document has of this kind. May be given again.", HelpName = string.Join('|', words),
        };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !words.Contains(token.Value)))
                result.AddError($"--prune takes {string.Join(", ", words)}, and not '{token.Value}'.");
        });
        return option;
    }
}
