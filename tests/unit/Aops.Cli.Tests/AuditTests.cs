using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Who changed what, and why.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task AReason_GoesWithTheChange_AndIsShown()
    {
        await using var bench = await CliBench.StartAsync();
        (await bench.RunAsync("--reason", "INC-4711: größer", "groups", "create", "web", "--rank", "7", "-q", "label.env=prod")).Expect(0);

        var shown = (await bench.RunAsync("audit", "--kind", "group.create")).Expect(0);
        var csv = (await bench.RunAsync("audit", "--object", "group:web", "-o", "csv")).Expect(0);
        var all = (await bench.RunAsync("audit", "--after", "0", "-o", "ndjson")).Expect(0);

        Assert.Contains("group:web  by key initial: INC-4711: größer", shown.Output, StringComparison.Ordinal);
        Assert.Contains("INC-4711: größer", csv.Output, StringComparison.Ordinal);
        var rows = all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(Enumerable.Range(1, rows.Count), rows.Select(row => (int)row["id"]!));
    }

    [Theory]
    [InlineData("--kind", "nothing")]
    [InlineData("--since", "soon")]
    public async Task WrongWords_AreRefused(params string[] words)
    {
        await using var bench = await CliBench.StartAsync();

        (await bench.RunAsync(["audit", .. words])).Expect(2);
    }

    [Fact]
    public async Task AHostThatIsNoMore_IsFoundByItsId()
    {
        await using var bench = await CliBench.StartAsync();
        var agent = await TestAgent.EnrolAsync(bench.Server);
        await bench.Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/hosts/{agent.Id}");

        var shown = (await bench.RunAsync("audit", "--host", agent.Id)).Expect(0);

        Assert.Contains("host.enrol", shown.Output, StringComparison.Ordinal);
        Assert.Contains("host.remove", shown.Output, StringComparison.Ordinal);
    }
}
