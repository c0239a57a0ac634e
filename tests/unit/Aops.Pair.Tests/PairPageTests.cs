namespace Aops.Pair.Tests;

/// <summary>docs/concepts/PAIR.md shows the table of the machine.</summary>
public sealed class PairPageTests
{
    [Fact]
    public void Page_HasTheTableOfTheMachine()
    {
        var states = Enum.GetValues<PeerState>();
        var rows = Enum.GetValues<PeerTrigger>().Select(trigger =>
            $"| {trigger} | {string.Join(" | ", states.Select(state => Cell(state, PeerMachine.Next(state, trigger))))} |");
        var head = $"| trigger | {string.Join(" | ", states)} |";

        Assert.Equal(rows.Prepend(head), Rows());
    }

    private static string Cell(PeerState state, (PeerState State, PeerAction Action) step) => step switch
    {
        (var next, PeerAction.None) when next == state => "-",
        (var next, PeerAction.None) => $"{next}",
        var (next, action) => $"{next}/{action}",
    };

    // The table but for the rule below its head.
    private static IEnumerable<string> Rows()
    {
        using var page = new StreamReader(typeof(PairPageTests).Assembly.GetManifestResourceStream("PAIR.md")!);
        return page.ReadToEnd().Split('\n').SkipWhile(line => !line.StartsWith("| trigger |", StringComparison.Ordinal))
            .TakeWhile(line => line.Length > 0).Where(line => !line.StartsWith("| --- |", StringComparison.Ordinal)).ToList();
    }
}
