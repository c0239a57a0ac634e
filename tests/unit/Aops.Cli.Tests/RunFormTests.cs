using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Runs;

namespace Aops.Cli.Tests;

/// <summary>What verbs of runs write in each form, and which words they refuse.</summary>
public sealed class RunFormTests
{
    [Fact]
    public async Task ARunThatIsFollowed_IsADocumentToPrograms()
    {
        await using var scene = await RunScene.StartAsync("a");
        var running = scene.Bench.RunAsync("run", "--host", "a", "-o", "json", "--", "uptime");
        var id = await scene.RunIdAsync();
        await scene.Hosts[0].RunAsync(id, "no part of the document\n", exitCode: 4);

        var run = (await running).Expect(1);

        var document = JsonNode.Parse(run.Output)!;
        Assert.Equal((id, "ended", 1), (
            (string)document["run"]!["id"]!, (string)document["run"]!["state"]!, (int)document["run"]!["counts"]!["failed"]!));
        Assert.Equal(id + "\n", (await scene.Bench.RunAsync("runs", "watch", id, "-o", "name")).Expect(1).Output);
    }

    [Fact]
    public async Task Lists_HaveTheColumnsOfPeople_AndTheRowsOfPrograms()
    {
        await using var scene = await RunScene.StartAsync("a", "b");
        var id = await scene.BeginAsync("-m", "a look");
        await scene.Hosts[0].RunAsync(id, "same\n");
        await scene.Hosts[1].RunAsync(id, "same\n");
        (await scene.Bench.RunAsync("runs", "watch", id)).Expect(0);

        var table = (await scene.Bench.RunAsync("runs", "list")).Expect(0).Output.Split('\n');
        Assert.Equal(["ID", "KIND", "WHAT", "STATE", "HOSTS", "BEGUN", "BY"], Words(table[0]));
        Assert.Equal([id, "plain", "uptime", "ended", "2", "succeeded"], Words(table[1])[..6]);
        var rows = JsonNode.Parse((await scene.Bench.RunAsync("runs", "list", "--state", "ended", "-o", "json")).Expect(0).Output)!;
        Assert.Equal((id, "a look"), ((string?)rows[0]!["id"], (string?)rows[0]!["reason"]));
        Assert.Equal("", (await scene.Bench.RunAsync("runs", "list", "--state", "running", "-o", "name")).Expect(0).Output);
        Assert.Equal(id + "\n", (await scene.Bench.RunAsync("runs", "list", "--host", "a", "-o", "name")).Expect(0).Output);
        Assert.Contains("ON THE HOST", (await scene.Bench.RunAsync("runs", "list", "--host", "a")).Expect(0).Output, StringComparison.Ordinal);
        var hosts = (await scene.Bench.RunAsync("runs", "hosts", id)).Expect(0).Output.Split('\n');
        Assert.Equal(["HOST", "PHASE", "EXIT", "SIGNAL", "SINCE", "WHY", "PLAYBOOK"], Words(hosts[0]));
        Assert.Equal(["box", "succeeded", "0", "-"], Words(hosts[1])[..4]);
        var outputs = JsonNode.Parse((await scene.Bench.RunAsync("runs", "outputs", id, "-o", "json")).Expect(0).Output)!;
        Assert.Equal((1, 2), (outputs.AsArray().Count, (int)outputs[0]!["hosts"]!));
        Assert.Contains("State: ended", Squeeze((await scene.Bench.RunAsync("runs", "show", id)).Expect(0).Output), StringComparison.Ordinal);
        var shown = JsonNode.Parse((await scene.Bench.RunAsync("runs", "show", id, "-o", "json")).Expect(0).Output)!;
        Assert.Equal("uptime", (string?)shown["command"]!["args"]![0]);
        Assert.Equal("same\n", (await scene.Bench.RunAsync("runs", "log", id, "a")).Expect(0).Output);
    }

    [Fact]
    public async Task RampWindowAndFreeze_AreSent_AndWhyHostsWait_IsShown()
    {
        await using var scene = await RunScene.StartAsync("a", "b");
        var window = DateTimeOffset.UtcNow.AddHours(6);
        string[] words =
        [
            "--ramp", "1,10%", "--window", $"0 {window.Hour} * * *", "--window-zone", "UTC", "--window-length", "30m",
            "--start-within", "1d", "--ignore-freeze",
        ];

        var plan = (await scene.Bench.RunAsync(["run", "-q", "", "--dry-run", .. words, "--", "uptime"])).Expect(0);
        var id = await scene.BeginAsync(words);

        Assert.Contains("it would wait: ", plan.Error, StringComparison.Ordinal);
        var run = await scene.Bench.Server.Operator.ReadRunAsync(id);
        Assert.Equal((1, 10, true, "window"), (
            (int)run["ramp"]![0]!["hosts"]!, (int)run["ramp"]![1]!["percent"]!, (bool)run["ignoresFreeze"]!, (string)run["waits"]!["for"]!));
        var watch = (await scene.Bench.RunAsync("runs", "watch", id, "--give-up-after", "0s")).Expect(8);
        Assert.Contains($"running: 2 queued; {run["waits"]!["sentence"]}", watch.Error, StringComparison.Ordinal);
        Assert.Contains((string)run["waits"]!["sentence"]!, (await scene.Bench.RunAsync("runs", "show", id)).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerun_IsFollowed_OnTheHostsThatFailed()
    {
        await using var scene = await RunScene.StartAsync("good", "bad");
        var id = await scene.BeginAsync("--max-failures", "2");
        await scene.Hosts[0].RunAsync(id, "");
        await scene.Hosts[1].RunAsync(id, "", exitCode: 1);
        (await scene.Bench.RunAsync("runs", "watch", id)).Expect(6);

        var again = (await scene.Bench.RunAsync("runs", "rerun", id, "-d")).Expect(0).Output.Trim();
        await scene.Hosts[1].RunAsync(again, "better\n");

        Assert.Equal("better\n", (await scene.Bench.RunAsync("runs", "watch", again)).Expect(0).Output);
        (await scene.Bench.RunAsync("runs", "rerun", again)).Expect(5);
    }

    [Fact]
    public async Task OutputOfAHost_MovesNoCursor_AndGoesToAPipeAsItIs()
    {
        await using var scene = await RunScene.StartAsync("a");
        var id = await scene.BeginAsync();
        await scene.Hosts[0].RunAsync(id, "\e[2Jgone\n");

        Assert.Equal("\e[2Jgone\n", (await scene.Bench.RunAsync("runs", "log", id, "a", "-f")).Expect(0).Output);
        scene.Bench.Columns = 120;
        var shown = (await scene.Bench.RunAsync("runs", "log", id, "a")).Expect(0).Output;
        Assert.DoesNotContain('\e', shown);
        Assert.Contains("gone", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "name hosts by -q QUERY, or each by --host", "run", "--", "uptime")]
    [InlineData(2, "name hosts by -q QUERY, or each by --host", "run", "-q", "", "--host", "a", "--", "uptime")]
    [InlineData(2, "say what is run", "run", "--host", "a")]
    [InlineData(2, "--runbook takes NAME@VERSION, and not 'restart'", "run", "--host", "a", "--runbook", "restart")]
    [InlineData(2, "a parameter is written KEY=VALUE, and not 'unit'", "run", "--host", "a", "--runbook", "r@1", "unit")]
    [InlineData(2, "the parameter unit is there twice", "run", "--host", "a", "--runbook", "r@1", "unit=a", "unit=b")]
    [InlineData(2, "--max-failures takes a number of hosts, or a share such as 10%", "run", "--host", "a", "--max-failures", "101%", "--", "true")]
    [InlineData(2, "--ramp takes numbers of hosts and shares, such as 1,10%, and not '0'", "run", "--host", "a", "--ramp", "0", "--", "true")]
    [InlineData(2, "go with --window", "run", "--host", "a", "--window-length", "2h", "--", "true")]
    [InlineData(2, "window", "run", "--host", "box", "--window", "61 * * * *", "--", "true")]
    [InlineData(2, "name one of", "run", "--host", "a", "--runbook", "r@1", "--script", "x")]
    [InlineData(2, "name one of", "run", "--host", "a", "--runbook", "r@1", "--action", "rollback")]
    [InlineData(2, "an action takes no further words", "run", "--host", "a", "--action", "rollback", "--", "now")]
    [InlineData(2, "go with --action", "run", "--host", "a", "--lines", "9", "--", "true")]
    [InlineData(2, "needs no signature", "run", "--host", "box", "--action", "rollback", "--sign-key", "k")]
    [InlineData(2, "--user goes with a command", "run", "--host", "a", "--runbook", "r@1", "--user", "u")]
    [InlineData(3, "no host has the id or the name 'b'", "run", "--host", "b", "--", "true")]
    [InlineData(3, "none 1", "run", "--host", "a", "--runbook", "none@1")]
    [InlineData(3, "No run has the id none", "runs", "watch", "none")]
    [InlineData(3, "No run has the id none", "runs", "hosts", "none")]
    [InlineData(3, "No run has the id none", "runs", "log", "none", "a")]
    public async Task WrongWords_AreRefused(int code, string told, params string[] words)
    {
        await using var scene = await RunScene.StartAsync("a");

        var run = (await scene.Bench.RunAsync(words)).Expect(code);

        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    private static string[] Words(string line) => line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private static string Squeeze(string text) => string.Join(' ', Words(text));
}
