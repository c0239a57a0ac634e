using System.Net;
using Aops.Cli.Tests.Support;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Changes that another person approves, by the command line of each.</summary>
public sealed class ChangeApprovalTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Change_IsListedShownAndDecided_ByAnother()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        foreach (var name in new[] { "ana", "ben" })
        {
            var (status, body) = await bench.Server.Operator.SendAsync(HttpMethod.Post, "/api/v1/users",
                $$"""{"name":"{{name}}","grants":[{"role":"operator"}],"password":"{{Password}}"}""");
            Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
        }
        await bench.Server.Operator.PutOkAsync("/api/v1/approval-rules/all", "{}");
        await AsAsync(bench, "ana");
        Assert.Contains("no change waits", (await bench.RunAsync("approval", "list")).Expect(0).Error, StringComparison.Ordinal);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            (await bench.RunAsync("hosts", "label", "--host", Fleet.Web1, $"n{i}=1")).Expect(0);
            ids = [.. (await bench.RunAsync("approval", "list", "-o", "name")).Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            Assert.Equal(i + 1, ids.Count);
        }
        (await bench.RunAsync("approval", "approve", ids[0])).Expect(4);
        Assert.Contains("is withdrawn", (await bench.RunAsync("approval", "withdraw", ids[2])).Expect(0).Error, StringComparison.Ordinal);

        await AsAsync(bench, "ben");
        var shown = (await bench.RunAsync("approval", "show", ids[0])).Expect(0).Output;
        Assert.Contains("/labels", shown, StringComparison.Ordinal);
        var approved = (await bench.RunAsync("approval", "approve", ids[0])).Expect(0);
        Assert.Contains("is approved, and was answered 200", approved.Error, StringComparison.Ordinal);
        Assert.Contains("is refused", (await bench.RunAsync("approval", "refuse", ids[1])).Expect(0).Error, StringComparison.Ordinal);
        (await bench.RunAsync("approval", "refuse", ids[1])).Expect(5);
        (await bench.RunAsync("approval", "show", "none")).Expect(3);
    }

    private static async Task AsAsync(CliBench bench, string user)
    {
        bench.Typed = Password;
        (await bench.RunAsync("login", bench.Server.Application.Url.ToString(), "--ca", bench.Server.CaFile, "--user", user,
            "--password-file", "-")).Expect(0);
    }
}
