using System.Text.RegularExpressions;
using Aops.Harness;

namespace Aops.Booted.Tests;

/// <summary>What docs/how-to/DEPLOYMENTS.md shows: a runbook, and the commands of an operator in their order.</summary>
internal static partial class DeploymentPage
{
    private static string Text => File.ReadAllText(Path.Combine(PublishedPrograms.Tree, "docs/how-to/DEPLOYMENTS.md"));

    /// <summary>The commands, without the name of the program.</summary>
    public static IReadOnlyList<string> Commands =>
        [.. Text.Split('\n').Where(line => line.StartsWith("    aops ", StringComparison.Ordinal)).Select(line => line[9..])];

    /// <summary>Signs the runbook of the page.</summary>
    public static async Task AddRunbookAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        var file = Path.Combine(fleet.Root.Path, "hello.json");
        await File.WriteAllTextAsync(file, Json().Match(Text).Groups[1].Value, cancellationToken);
        (await Command.RunAsync(fleet.Programs.Program("aops-release"),
            ["runbook", "add", file, "--repo", fleet.Workshop.Repository, "--keys", fleet.Workshop.Keys], cancellationToken))
            .MustSucceed();
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();
}
