using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary><c>aops deployments</c> from the first one to its removal.</summary>
public sealed class DeploymentTests
{
    private static readonly string[] Shop = ["shop", "-q", "", "--runbook", "service@1.0", "port=80"];

    [Fact]
    public async Task Deployment_IsMade_Deployed_LookedAt_Replaced_Removed()
    {
        await using var scene = await StartAsync();

        var dry = (await scene.Bench.RunAsync(["deployments", "create", "--dry-run", .. Shop])).Expect(0);
        Assert.Contains("the deployment shop would be made, for 1 host as of now", dry.Output, StringComparison.Ordinal);
        var made = (await scene.Bench.RunAsync(["deployments", "create", "--note", "of the town", .. Shop])).Expect(0);
        Assert.Contains("aops deployments deploy shop", made.Error, StringComparison.Ordinal);
        (await scene.Bench.RunAsync(["deployments", "create", .. Shop])).Expect(5);
        var shown = (await scene.Bench.RunAsync("deployments", "show", "shop")).Expect(0);
        Assert.Contains("what can be done: deploy, start, stop, status, remove", shown.Error, StringComparison.Ordinal);

        await DoAsync(scene, "it is there\n", "deployments", "deploy", "shop", "-y");
        var table = (await scene.Bench.RunAsync("deployments", "list")).Expect(0).Output.Split('\n');
        Assert.Equal(["NAME", "KIND", "VERSION", "QUERY", "HOSTS", "LAST RUN", "CHANGED", "BY"], Cells(table[0]));
        Assert.Equal(["shop", "service", "1.0", "every host", "1 deployed", "deploy: ended"], Cells(table[1])[..6]);
        await DoAsync(scene, "up since noon\n", "deployments", "status", "shop", "--host", "a");
        await DoAsync(scene, "started\n", "deployments", "do", "shop", "start", "-y");
        var host = Cells((await scene.Bench.RunAsync("deployments", "hosts", "shop")).Expect(0).Output.Split('\n')[1]);
        Assert.Equal(["box", "deployed", "start: succeeded"], host[..3]);
        var log = (await scene.Bench.RunAsync("deployments", "log", "shop")).Expect(0).Output.Split('\n');
        Assert.Equal(["box: it is there", "box: up since noon", "box: started"], log.Where(line => line.StartsWith("box: ", StringComparison.Ordinal)));
        Assert.Equal(3, (await scene.Bench.RunAsync("runs", "list", "--deployment", "shop", "-o", "name")).Expect(0).Output.Trim().Split('\n').Length);

        (await scene.Bench.RunAsync("deployments", "replace", "shop", "-q", "", "--runbook", "service@1.1", "--ramp", "1,50%", "port=81")).Expect(0);
        var replaced = JsonNode.Parse((await scene.Bench.RunAsync("deployments", "show", "shop", "-o", "json")).Expect(0).Output)!["deployment"]!;
        Assert.Equal(("1.1", "81", 2), (
            (string?)replaced["runbook"]!["version"], (string?)replaced["parameters"]!["port"], replaced["pace"]!["ramp"]!.AsArray().Count));
        Assert.Contains("outdated", (await scene.Bench.RunAsync("deployments", "hosts", "shop", "--state", "outdated")).Expect(0).Output, StringComparison.Ordinal);

        (await scene.Bench.RunAsync("deployments", "remove", "shop", "--dry-run")).Expect(0);
        Assert.Contains("what hosts have of it stays", (await scene.Bench.RunAsync("deployments", "remove", "shop")).Expect(0).Output, StringComparison.Ordinal);
        (await scene.Bench.RunAsync("deployments", "show", "shop")).Expect(3);
        Assert.Contains("aops deployments create", (await scene.Bench.RunAsync("deployments", "list")).Expect(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongWords_AreTold_AndNothingIsRun()
    {
        await using var scene = await StartAsync();
        (await scene.Bench.RunAsync(["deployments", "create", .. Shop])).Expect(0);

        Assert.Contains("it knows deploy", (await scene.Bench.RunAsync("deployments", "do", "shop", "dance", "-y")).Expect(3).Error, StringComparison.OrdinalIgnoreCase);
        (await scene.Bench.RunAsync("deployments", "deploy", "none", "-y")).Expect(3);
        (await scene.Bench.RunAsync("deployments", "deploy", "shop", "-y", "port=1")).Expect(2);
        (await scene.Bench.RunAsync("deployments", "create", "two", "-q", "")).Expect(2);
        (await scene.Bench.RunAsync("deployments", "hosts", "shop", "--state", "gone")).Expect(2);
        (await scene.Bench.RunAsync("deployments", "deploy", "shop", "--dry-run")).Expect(0);

        Assert.Equal("", (await scene.Bench.RunAsync("runs", "list", "-o", "name")).Expect(0).Output.Trim());
    }

    private static async Task<RunScene> StartAsync()
    {
        var scene = await RunScene.StartAsync(RunPolicy.Signed, "a");
        await scene.Bench.Server.PublishServiceAsync();
        return scene;
    }

    // A command that ends once the host has done it.
    private static async Task DoAsync(RunScene scene, string output, params string[] words)
    {
        var before = (await scene.Bench.RunAsync("runs", "list", "-o", "name")).Expect(0).Output;
        var running = scene.Bench.RunAsync(words);
        string id;
        do id = await scene.RunIdAsync();
        while (before.Contains(id, StringComparison.Ordinal));
        await scene.Hosts[0].RunAsync(id, output);
        Assert.Contains(output.Trim(), (await running).Expect(0).Output, StringComparison.Ordinal);
    }

    private static string[] Cells(string line) =>
        line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
