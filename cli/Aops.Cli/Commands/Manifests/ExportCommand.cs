using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Manifests;

/// <summary><c>aops export</c>: the records of a server as documents that <c>apply</c> takes.</summary>
internal static class ExportCommand
{
    public static Command Create(CliShell shell)
    {
        string[] words = [.. ManifestKind.All.Select(kind => kind.Word)];
        var kinds = new Argument<string[]>("KIND")
        {
            Description = $"{string.Join(", ", words[..^1])} or {words[^1]}; all of them without it.", Arity = ArgumentArity.ZeroOrMore,
        };
        kinds.CompletionSources.Add(words);
        var command = new Command("export", "Writes records of the server as documents that apply takes; not the layers of single hosts.")
        {
            kinds,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var named = parsed.GetValue(kinds) ?? [];
            if (named.FirstOrDefault(word => ManifestKind.Find(word) is null) is { } wrong)
                throw CliException.Usage($"there is no kind '{wrong}'", $"kinds are {string.Join(", ", words)}");
            var count = 0;
            var list = new JsonArray();
            // Their layers are asked for by the names of the groups.
            var groups = new RecordPlanner(api, ManifestKind.Group);
            var format = shell.FormatOf(parsed, OutputFormat.Yaml);
            foreach (var kind in ManifestKind.All.Where(kind => named.Length == 0 || named.Contains(kind.Word)))
            {
                await foreach (var document in ReadAsync(api, kind, groups, cancellationToken))
                {
                    if (format == OutputFormat.Json) list.Add((JsonNode)document);
                    else shell.Terminal.Output.Write(TextOf(format, kind, document, isFirst: count == 0));
                    count++;
                }
            }
            if (format == OutputFormat.Json) shell.Terminal.Output.Write(JsonText.Of(list) + "\n");
            if (count == 0) shell.Terminal.Say("the server has none");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static string TextOf(OutputFormat format, ManifestKind kind, JsonObject document, bool isFirst) =>
        format switch
        {
            OutputFormat.Name => $"{kind.Word} {document.Word(kind.NameMember)}\n",
            OutputFormat.Ndjson => JsonText.OfLine(document) + "\n",
            _ => (isFirst ? "" : "---\n") + YamlText.Of(document),
        };

    private static async IAsyncEnumerable<JsonObject> ReadAsync(
        OperatorApi api, ManifestKind kind, RecordPlanner groups,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (kind != ManifestKind.Desired)
        {
            var records = kind == ManifestKind.Group ? groups : new RecordPlanner(api, kind);
            foreach (var (name, content) in await records.ExportAsync(cancellationToken))
                yield return Document(kind, name, content);
            yield break;
        }
        var named = await groups.ExportAsync(cancellationToken);
        foreach (var layer in named.Select(group => $"group:{group.Name}").Prepend("fleet"))
        {
            if (await LayerPlanner.ExportAsync(api, layer, cancellationToken) is { } content)
                yield return Document(kind, layer, content);
        }
    }

    private static JsonObject Document(ManifestKind kind, string name, JsonObject content)
    {
        var document = new JsonObject { ["kind"] = kind.Word, [kind.NameMember] = name };
        foreach (var (member, value) in content) document[member] = value?.DeepClone();
        return document;
    }
}
