using Aops.Contracts.Wire;

namespace Aops.Supervision.Tests;

/// <summary>docs/concepts/SUPERVISION.md shows the table of the machine.</summary>
public sealed class SupervisionPageTests
{
    [Fact]
    public void Page_HasTheTableOfTheMachine()
    {
        var states = Enum.GetNames<ProcessState>();
        var rows = ProcessMachineTests.Table.Select(row => Row(row.Data.Item1, row.Data.Item2.Split(' '), states));

        Assert.Equal(rows.Prepend($"| trigger | {string.Join(" | ", states)} |"), Rows());
    }

    private static string Row(string trigger, string[] reached, string[] states) =>
        $"| {trigger} | {string.Join(" | ", reached.Zip(states, (next, state) => next == state ? "-" : next))} |";

    // The table but for the rule below its head.
    private static IEnumerable<string> Rows()
    {
        using var page = new StreamReader(typeof(SupervisionPageTests).Assembly.GetManifestResourceStream("SUPERVISION.md")!);
        return page.ReadToEnd().Split('\n').SkipWhile(line => !line.StartsWith("| trigger |", StringComparison.Ordinal))
            .TakeWhile(line => line.Length > 0).Where(line => !line.StartsWith("| --- |", StringComparison.Ordinal)).ToList();
    }
}
