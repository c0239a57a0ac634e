using System.Text;
using Aops.Contracts;
using Aops.Rollouts.States;
using Aops.TestSupport;

namespace Aops.Rollouts.Tests;

/// <summary>
/// docs/concepts/ROLLOUTS.md shows the state tables. <c>AOPS_WRITE_PAGES=1</c> draws them there again.
/// </summary>
public sealed class RolloutPageTests
{
    private static string PagePath => Path.Combine(SourceRoot.Folder, "docs/concepts/ROLLOUTS.md");

    [Fact]
    public void Page_ShowsTheTableOfRollouts() => Compare("rollout", Draw(RolloutTable.Table));

    [Fact]
    public void Page_ShowsTheTableOfStages() => Compare("stage", Draw(StageTable.Table));

    [Fact]
    public void Page_ShowsTheTableOfAssignments() => Compare("assignment", Rows(AssignmentTable.Table));

    private static string Draw<TState, TTrigger>(StateTable<TState, TTrigger> table)
        where TState : struct, Enum
        where TTrigger : struct, Enum
    {
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        foreach (var group in table.Transitions.GroupBy(row => (row.From, row.To)).OrderBy(group => group.Key))
        {
            var triggers = string.Join(", ", group.Select(row => row.Trigger).Order().Select(KebabName.Of));
            text.Append($"    {group.Key.From} --> {group.Key.To}: {triggers}\n");
        }
        return text.Append("```\n\n").Append(Rows(table)).ToString();
    }

    private static string Rows<TState, TTrigger>(StateTable<TState, TTrigger> table)
        where TState : struct, Enum
        where TTrigger : struct, Enum
    {
        var text = new StringBuilder("| state | goes to, by |\n| --- | --- |\n");
        foreach (var state in Enum.GetValues<TState>())
        {
            var next = table.Transitions.Where(row => row.From.Equals(state)).OrderBy(row => row.Trigger)
                .Select(row => $"{KebabName.Of(row.To)} ({KebabName.Of(row.Trigger)})");
            text.Append($"| {KebabName.Of(state)} | {string.Join(", ", next)} |\n");
        }
        return text.ToString();
    }

    private static void Compare(string name, string drawn)
    {
        var page = File.ReadAllText(PagePath);
        var (begin, end) = ($"<!-- drawn from the table: {name} -->\n", "<!-- end -->");
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = page.IndexOf(end, from, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("AOPS_WRITE_PAGES") == "1")
            File.WriteAllText(PagePath, page[..from] + drawn + page[to..]);
        else
            Assert.Equal(drawn, page[from..to]);
    }
}
