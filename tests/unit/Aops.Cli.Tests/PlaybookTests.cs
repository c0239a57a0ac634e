using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Playbooks from a shell: what is signed, values of every type, checks, and the drift that they find.</summary>
public sealed class PlaybookTests
{
    private static PlaybookResult Result(bool isCheck, int changed) => new()
    {
        Check = isCheck, Recap = new PlaybookRecap { Ok = 3, Changed = changed },
        Changed = [.. Enumerable.Range(1, changed).Select(i => new PlaybookTask
        {
            Task = $"file {i}", Path = $"site.yml:{i}", Object = $"/etc/{i}",
        })],
    };

    private static async Task<RunScene> StartAsync()
    {
        var scene = await RunScene.StartAsync(RunPolicy.Signed, "a");
        var repository = new TestRepository();
        repository.AddPlaybook("web", "1");
        repository.AddRunbook("restart", "1.0");
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(scene.Bench.Server.Operator);
        return scene;
    }

    [Fact]
    public async Task Playbooks_AreListedAndShown_AndOtherRunbooksAreNot()
    {
        await using var scene = await StartAsync();

        var list = (await scene.Bench.RunAsync("playbooks", "list")).Expect(0).Output;
        Assert.Contains("port:integer", list, StringComparison.Ordinal);
        Assert.DoesNotContain("restart", list, StringComparison.Ordinal);
        var shown = (await scene.Bench.RunAsync("playbooks", "show", "web@1")).Expect(0).Output;
        Assert.Contains("site.yml", shown, StringComparison.Ordinal);
        Assert.Contains("rsync", shown, StringComparison.Ordinal);
        Assert.Contains("no playbook web@2 is published", (await scene.Bench.RunAsync("playbooks", "show", "web@2")).Expect(3).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_FindsDrift_WhichIsListedAndCleared()
    {
        await using var scene = await StartAsync();
        var checking = scene.Bench.RunAsync("run", "-q", "", "--yes", "--runbook", "web@1", "--check", "port=80", "-o", "json");
        var id = await scene.RunIdAsync();
        var order = await scene.Hosts[0].PlayAsync(id, Result(true, 2));
        Assert.True((bool)order["check"]!);
        (await checking).Expect(0);

        Assert.Contains("2 would change", (await scene.Bench.RunAsync("runs", "hosts", id)).Expect(0).Output, StringComparison.Ordinal);
        var drift = (await scene.Bench.RunAsync("playbooks", "drift", "--state", "drifted", "--host", "a")).Expect(0).Output;
        Assert.Contains("file 1 (site.yml:1) /etc/1; file 2 (site.yml:2) /etc/2", drift, StringComparison.Ordinal);

        var applying = scene.Bench.RunAsync("run", "-q", "", "--yes", "--runbook", "web@1", "port=80", "-o", "json");
        await Until.TrueAsync(async () => await scene.RunIdAsync() != id);
        await scene.Hosts[0].PlayAsync(await scene.RunIdAsync(), Result(false, 2));
        (await applying).Expect(0);
        Assert.Equal("[]", (await scene.Bench.RunAsync("playbooks", "drift", "--state", "drifted", "-o", "json")).Expect(0).Output.Trim());
    }

    [Fact]
    public async Task Values_OfAFile_KeepTheirTypes_AndWordsGoOverThem()
    {
        await using var scene = await StartAsync();
        var file = Path.Combine(Path.GetTempPath(), $"params-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """{ "port": 81 }""", TestContext.Current.CancellationToken);

        (await scene.Bench.RunAsync("run", "-q", "", "--yes", "-d", "--runbook", "web@1", "--params", file)).Expect(0);
        var order = await scene.Hosts[0].WaitForOrderAsync(await scene.RunIdAsync());
        Assert.Equal("81", (string?)order["parameters"]!["port"]);
        var refused = await scene.Bench.RunAsync("run", "-q", "", "--yes", "-d", "--runbook", "web@1", "--params", file, "port=many");
        Assert.Contains("is no whole number", refused.Error, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("--check goes with --runbook", "--check", "--", "uptime")]
    [InlineData("--params goes with --runbook", "--params", "x.json", "--", "uptime")]
    [InlineData("mayCheck", "--check", "--runbook", "restart@1.0", "unit=a.service")]
    public async Task Check_OfWhatIsNoPlaybook_IsRefused(string sentence, params string[] words)
    {
        await using var scene = await StartAsync();

        var run = await scene.Bench.RunAsync(["run", "-q", "", "--yes", "-d", .. words]);

        Assert.NotEqual(0, run.Code);
        Assert.Contains(sentence.Replace("mayCheck", "is that of a playbook", StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_MayCheck()
    {
        await using var scene = await StartAsync();

        (await scene.Bench.RunAsync(
            "schedules", "create", "nightly", "--cron", "0 2 * * *", "-q", "", "--runbook", "web@1", "--check", "port=80")).Expect(0);

        var shown = JsonNode.Parse((await scene.Bench.RunAsync("schedules", "show", "nightly", "-o", "json")).Expect(0).Output)!;
        Assert.True((bool)(shown["schedule"] ?? shown)["run"]!["check"]!);
    }
}
