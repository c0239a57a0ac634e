using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Writes: previewed, consented to by their count, and made once.</summary>
public sealed class ChangeTests
{
    [Fact]
    public async Task Labels_OfManyHosts_AskForTheirNumber()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        string[] label = ["hosts", "label", "-q", "env=prod", "tier=web", "env-"];

        var refused = (await bench.RunAsync(label)).Expect(2);
        bench.Columns = 80;
        bench.Typed = "yes\n";
        (await bench.RunAsync(label)).Expect(1);
        var tried = (await bench.RunAsync([.. label, "--dry-run"])).Expect(0);
        bench.Typed = "2\n";
        var done = (await bench.RunAsync(label)).Expect(0);

        Assert.Contains("2 hosts by label.env=prod, of which 2 would change", refused.Error, StringComparison.Ordinal);
        Assert.Contains("give --yes", refused.Error, StringComparison.Ordinal);
        Assert.Equal("nothing was changed\n", tried.Output);
        Assert.Equal("2 hosts changed\n", done.Output);
        Assert.Equal("2\n", (await bench.RunAsync("hosts", "list", "-q", "label.tier=web and not label.env", "--count")).Output);
    }

    [Fact]
    public async Task OneHost_IsNamedByWhateverMeansItAlone()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        foreach (var word in new[] { "web-1", "web-1.fra.example.com", Fleet.Web1, Fleet.Web1[..31] + "1" })
            (await bench.RunAsync("hosts", "label", "--host", word, "seen=yes")).Expect(0);
        Assert.Contains("Hostname:", (await bench.RunAsync("hosts", "show", "0199aabbccdd70009")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removal_IsOfAllOrNone()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        (await bench.RunAsync("hosts", "remove", "-q", "env=prod")).Expect(2);
        Assert.Equal("2 of 2 hosts removed\n", (await bench.RunAsync("hosts", "remove", "-q", "env=prod", "--yes", "-m", "gone")).Expect(0).Output);
        Assert.Equal("db-1", (string)JsonNode.Parse((await bench.RunAsync("hosts", "list", "-o", "json")).Output)![0]!["hostname"]!);
        Assert.Contains("gone", (await bench.RunAsync("events", "--kind", "removed")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fleet_IsFrozenAndThawed()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        Assert.Contains("say why by -m", (await bench.RunAsync("freeze")).Expect(2).Error, StringComparison.Ordinal);
        (await bench.RunAsync("freeze", "-m", "sale", "--for", "soon")).Expect(2);
        Assert.Contains("would be frozen", (await bench.RunAsync("freeze", "-m", "sale", "--dry-run")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal("the fleet is not frozen\n", (await bench.RunAsync("freeze", "--show")).Expect(0).Output);
        Assert.Contains(": sale; aops thaw ends it", (await bench.RunAsync("freeze", "-m", "sale", "--for", "2h")).Expect(0).Output, StringComparison.Ordinal);

        var refused = (await bench.RunAsync("hosts", "label", "--host", "web-1", "seen=yes")).Expect(5);
        Assert.Contains("sale", refused.Error, StringComparison.Ordinal);
        Assert.True((bool)JsonNode.Parse((await bench.RunAsync("freeze", "--show", "-o", "json")).Output)!["isFrozen"]!);
        (await bench.RunAsync("thaw", "--dry-run")).Expect(0);
        (await bench.RunAsync("thaw")).Expect(0);
        (await bench.RunAsync("thaw")).Expect(3);
        (await bench.RunAsync("hosts", "label", "--host", "web-1", "seen=yes")).Expect(0);
    }

    [Fact]
    public async Task Groups_AreMadeChangedAndRemoved()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        (await bench.RunAsync("groups", "create", "web", "-q", "env=prod", "--rank", "10")).Expect(0);
        (await bench.RunAsync("groups", "create", "db", "-q", "tier=data", "--rank", "10")).Expect(5);
        (await bench.RunAsync("groups", "set", "web", "-q", "env=test")).Expect(2);
        (await bench.RunAsync("groups", "set", "web", "-q", "env=test", "--yes", "--note", "a note")).Expect(0);
        Assert.Equal("NAME  RANK  HOSTS  QUERY           NOTE\nweb   10    1      label.env=test  a note\n", (await bench.RunAsync("groups", "list")).Output);
        Assert.Equal($"{Fleet.Db1}\n", (await bench.RunAsync("hosts", "list", "-g", "web", "-o", "name")).Output);
        (await bench.RunAsync("groups", "remove", "web")).Expect(0);
        (await bench.RunAsync("groups", "remove", "web")).Expect(3);
    }

    [Fact]
    public async Task Layers_AreAppliedFromYaml_ComparedAndReverted()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        var file = Path.Combine(bench.Home, "fleet.yaml");
        await File.WriteAllTextAsync(file, "settings:\n  heartbeatInterval: 10s\n");
        string[] apply = ["desired", "apply", "fleet", "-f", file, "--strategy", "all-at-once", "--yes"];

        (await bench.RunAsync("desired", "apply", "fleet", "-f", file, "--strategy", "all-at-once")).Expect(2);
        Assert.Equal("+ settings.heartbeatInterval = 10s\n", (await bench.RunAsync("desired", "diff", "fleet", "-f", file)).Expect(0).Output);
        Assert.Contains("fleet is at revision 1: 3 hosts", (await bench.RunAsync([.. apply, "-m", "first"])).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("says that already", (await bench.RunAsync(apply)).Expect(0).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, (await bench.RunAsync("desired", "get", "fleet")).Output.Replace("10s", "20s", StringComparison.Ordinal));
        (await bench.RunAsync(apply)).Expect(0);
        Assert.Equal("~ settings.heartbeatInterval: 10s -> 20s\n", (await bench.RunAsync("desired", "diff", "fleet")).Expect(0).Output);
        // The file was made of revision 1.
        Assert.Contains("made of revision 1", (await bench.RunAsync(apply)).Expect(5).Error, StringComparison.Ordinal);
        (await bench.RunAsync("desired", "revert", "fleet", "--to", "1", "--strategy", "all-at-once", "--yes")).Expect(0);
        Assert.Equal("3\n2\n1\n", (await bench.RunAsync("desired", "history", "fleet", "-o", "name")).Output);
        Assert.Contains("heartbeatInterval = 10s  (from ", (await bench.RunAsync("explain", "db-1")).Output, StringComparison.Ordinal);
        (await bench.RunAsync("desired", "apply", "fleet", "-f", file, "--yes")).Expect(5);
    }

    // Each began at a layer that said nothing, which 'get' writes as revision 0.
    [Theory]
    [InlineData("desired", "apply", "fleet", "--strategy", "all-at-once", "--yes", "-f")]
    [InlineData("desired", "diff", "fleet", "-f")]
    [InlineData("rollout", "plan", "fleet", "-f")]
    public async Task AFileOfAnEarlierRevision_IsRefused_AlsoOfNone(params string[] command)
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        var file = Path.Combine(bench.Home, "fleet.yaml");
        var got = (await bench.RunAsync("desired", "get", "fleet")).Expect(0).Output;
        Assert.Contains("revision: 0\n", got, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "settings:\n  heartbeatInterval: 10s\n");
        (await bench.RunAsync("desired", "apply", "fleet", "-f", file, "--strategy", "all-at-once", "--yes")).Expect(0);
        await File.WriteAllTextAsync(file, "layer: fleet\nrevision: 0\ndocument:\n  settings:\n    logLevel: warning\n");

        var refused = (await bench.RunAsync([.. command, file])).Expect(5);

        Assert.Contains("made when fleet said nothing; it is at revision 1 by now", refused.Error, StringComparison.Ordinal);
        Assert.Equal("1\n", (await bench.RunAsync("desired", "history", "fleet", "-o", "name")).Output);
        Assert.Equal("", (await bench.RunAsync("rollout", "list", "-o", "name")).Output);
        await File.WriteAllTextAsync(file, "revision: soon\ndocument: {}\n");
        Assert.Contains("no whole number", (await bench.RunAsync([.. command, file])).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_RefusesWhatApplyRefuses_AndShowsTheDifference()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        var file = Path.Combine(bench.Home, "fleet.yaml");
        await File.WriteAllTextAsync(file, "subAgents:\n  - name: probe\n    version: 9.9.9\n");
        var applied = await bench.RunAsync("desired", "apply", "fleet", "-f", file, "--strategy", "all-at-once", "--yes");

        var diff = await bench.RunAsync("desired", "diff", "fleet", "-f", file);

        diff.Expect(applied.Code);
        Assert.NotEqual(0, diff.Code);
        Assert.Contains("9.9.9", diff.Error, StringComparison.Ordinal);
        Assert.Contains("+ subAgents[probe].version = 9.9.9", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_IsTakenBackByResume()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        string[] rest = ["--strategy", "all-at-once", "--yes"];

        (await bench.RunAsync(["resume", "fleet", .. rest])).Expect(5);
        (await bench.RunAsync(["pause", "fleet", .. rest, "-m", "power work"])).Expect(0);
        Assert.Contains("paused: true", (await bench.RunAsync("desired", "get", "fleet")).Output, StringComparison.Ordinal);
        (await bench.RunAsync(["resume", "host:db-1", "--over-lower", .. rest])).Expect(0);
        (await bench.RunAsync(["resume", "fleet", .. rest])).Expect(0);
        Assert.DoesNotContain("paused: true", (await bench.RunAsync("desired", "get", "fleet")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_ThatAreWrong_AreToldByTheirPlace()
    {
        await using var bench = await CliBench.StartAsync();
        var file = Path.Combine(bench.Home, "x");
        string[] apply = ["desired", "apply", "fleet", "-f", file, "--strategy", "all-at-once", "--yes"];

        foreach (var (text, told) in new[]
        {
            ("a: [1", "line "), ("a: 1\na: 2", "is there twice"), ("- 1", "holds no document"), ("{\"a\": }", "line 1"),
            ("unknown: 1", "unknown"), ("&x a: *x", "alias"),
        })
        {
            await File.WriteAllTextAsync(file, text);
            Assert.Contains(told, (await bench.RunAsync(apply)).Expect(2).Error, StringComparison.Ordinal);
        }
        File.Delete(file);
        (await bench.RunAsync(apply)).Expect(3);
    }

    [Fact]
    public async Task Tokens_AreMadeListedAndRevoked()
    {
        await using var bench = await CliBench.StartAsync();

        var made = (await bench.RunAsync("token", "create", "--ttl", "1h", "--uses", "3", "-l", "env=prod", "--note", "rack 4")).Expect(0);
        var id = (await bench.RunAsync("token", "list", "-o", "name")).Output.Trim();

        Assert.Matches("^[^ ]{20,}\n$", made.Output);
        Assert.Contains("3 of 3", (await bench.RunAsync("token", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("is void", (await bench.RunAsync("token", "revoke", id, "none")).Expect(6).Error, StringComparison.Ordinal);
        (await bench.RunAsync("token", "revoke", id)).Expect(3);
    }

    [Fact]
    public async Task Operations_AreWaitedFor()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync([.. Enumerable.Range(0, 700).Select(i => Fleet.Host($"0199aabbccdd7000800000000000{i:x4}", $"n{i}"))]);

        var run = (await bench.RunAsync("hosts", "remove", "-q", "", "--yes", "--wait", "-o", "json")).Expect(0);
        var id = (string)JsonNode.Parse(run.Output)!["operation"]!;

        Assert.Contains("remove: 700 of 700 hosts (100 %), done", run.Error, StringComparison.Ordinal);
        Assert.Equal("done\n", (await bench.RunAsync("operation", "wait", id, "--timeout", "0")).Expect(0).Output);
        Assert.Contains("done", (await bench.RunAsync("operation", "show", id)).Output, StringComparison.Ordinal);
        (await bench.RunAsync("operation", "wait", "none")).Expect(3);
    }

    [Fact]
    public async Task Doctor_FindsNothingWrongInAFreshServer()
    {
        await using var bench = await CliBench.StartAsync();

        var run = (await bench.RunAsync("doctor")).Expect(0);

        Assert.Contains("ok     certificate ", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing is published", run.Output, StringComparison.Ordinal);
    }
}
