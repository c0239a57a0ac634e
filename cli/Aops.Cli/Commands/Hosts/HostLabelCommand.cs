using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops hosts label -q QUERY env=prod tier-</c>.</summary>
internal static class HostLabelCommand
{
    public static Command Create(CliShell shell)
    {
        var changes = new Argument<string[]>("LABEL")
        {
            Description = "NAME=VALUE sets a label, NAME- removes it.", Arity = ArgumentArity.OneOrMore,
        };
        var bulk = new BulkChange(shell, "labelled", "labels");
        var command = new Command("label", "Sets and removes labels on every host of a query, on all or on none.") { changes };
        bulk.AddTo(command);
        shell.Does(command, (parsed, api, cancellationToken) => bulk.RunAsync(
            parsed, api, new JsonObject { ["labels"] = Parse(parsed.GetRequiredValue(changes)) },
            reply => $"{Plural.Hosts(reply.Number("changed"))} {(reply.Word("operation") is null ? "changed" : "to change")}",
            cancellationToken));
        return command;
    }

    private static JsonObject Parse(string[] words)
    {
        var labels = new JsonObject();
        foreach (var word in words)
        {
            var (name, value) = word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? (word[..at], word[(at + 1)..])
                : word is [.. { Length: > 0 } gone, '-'] ? (gone, (string?)null)
                : throw CliException.Usage($"'{word}' is neither NAME=VALUE nor NAME-");
            if (labels.ContainsKey(name)) throw CliException.Usage($"the label {name} is named twice");
            labels[name] = value;
        }
        return labels;
    }
}
