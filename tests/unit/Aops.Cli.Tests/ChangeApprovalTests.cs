using Aops.Cli.Tests.Support;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Changes that another person approves, by the command line of each.</summary>
public sealed class ChangeApprovalTests
{
    [Fact]
    public async Task Change_IsListedShownAndDecided_ByAnother()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        await bench.AddUsersAsync("ana", "ben");
        await bench.Server.Operator.PutOkAsync("/api/v1/approval-rules/all", "{}");
        await bench.LogInAsAsync("ana");
        Assert.Contains("no change waits", (await bench.RunAsync("approval", "list")).Expect(0).Error, StringComparison.Ordinal);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var waiting = (await bench.RunAsync("hosts", "label", "--host", Fleet.Web1, $"n{i}=1")).Expect(8);
            Assert.Contains("nothing was changed yet: the rule all demands another person", waiting.Error, StringComparison.Ordinal);
            ids = [.. (await bench.RunAsync("approval", "list", "-o", "name")).Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            Assert.Equal(i + 1, ids.Count);
        }
        (await bench.RunAsync("approval", "approve", ids[0])).Expect(4);
        Assert.Contains("is withdrawn", (await bench.RunAsync("approval", "withdraw", ids[2])).Expect(0).Error, StringComparison.Ordinal);

        await bench.LogInAsAsync("ben");
        var shown = (await bench.RunAsync("approval", "show", ids[0])).Expect(0).Output;
        Assert.Contains("/labels", shown, StringComparison.Ordinal);
        var approved = (await bench.RunAsync("approval", "approve", ids[0])).Expect(0);
        Assert.Contains("is approved, and was answered 200", approved.Error, StringComparison.Ordinal);
        Assert.Contains("is refused", (await bench.RunAsync("approval", "refuse", ids[1])).Expect(0).Error, StringComparison.Ordinal);
        (await bench.RunAsync("approval", "refuse", ids[1])).Expect(5);
        (await bench.RunAsync("approval", "show", "none")).Expect(3);
    }
}
