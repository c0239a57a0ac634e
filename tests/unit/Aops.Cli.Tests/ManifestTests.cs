using System.Text.Json.Nodes;
using Aops.Cli.Faults;
using Aops.Cli.Tests.Support;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Records of a server as files: what they would change, the change, and the way back to files.</summary>
public sealed class ManifestTests
{
    private const string All =
        """
        kind: group
        name: data
        q: label.tier=data
        rank: 20
        note: databases
        ---
        kind: desired
        layer: group:data
        document:
          subAgents:
            - name: host-metrics
              version: 1.0.0
              env:
                EVERY: 10
        ---
        kind: alert-rule
        name: data-silent
        condition: hosts
        q: label.tier=data and offline
        threshold: 1
        forSeconds: 300
        severity: critical
        routes: ["*"]
        ---
        kind: approval-rule
        name: large
        hostsMin: 500
        """;

    [Fact]
    public async Task Documents_AreMade_AndMadeOnce()
    {
        await using var bench = await FleetAsync();
        await File.WriteAllTextAsync(bench.PathOf("all.yaml"), All);

        var differing = (await bench.RunAsync("diff", "-f", bench.PathOf("all.yaml"), "--force", "--strategy", "all-at-once")).Expect(0);
        Assert.Contains("+ group data (1 host joining, 0 leaving)", differing.Output, StringComparison.Ordinal);
        Assert.Contains("+ rank = 20", differing.Output, StringComparison.Ordinal);
        Assert.Contains("4 of 4 documents differ; 1 host would change", differing.Output, StringComparison.Ordinal);
        (await bench.RunAsync("diff", "-f", bench.PathOf("all.yaml"), "--force", "--strategy", "all-at-once", "--exit-code")).Expect(1);
        (await bench.RunAsync("groups", "show", "data")).Expect(3);

        var made = (await bench.RunAsync("apply", "-f", bench.PathOf("all.yaml"), "--force", "--strategy", "all-at-once", "--yes")).Expect(0);
        Assert.Equal(
            ["group data created: 1 host joining, 0 leaving", "desired group:data is at revision 1: 1 host",
             "alert-rule data-silent created", "approval-rule large created"],
            made.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        var again = (await bench.RunAsync("apply", "--force", "-f", bench.PathOf("all.yaml"))).Expect(0);
        Assert.Contains("the server has all of it already", again.Output, StringComparison.Ordinal);
        Assert.Contains("no difference", (await bench.RunAsync("diff", "-f", bench.PathOf("all.yaml"), "--force", "--exit-code")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_IsToldFieldByField_AndNeedsAStrategy()
    {
        await using var bench = await FleetAsync();
        await bench.ApplyAsync(All);
        var changed = All.Replace("EVERY: 10", "EVERY: 30", StringComparison.Ordinal).Replace("threshold: 1", "threshold: 2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(bench.PathOf("changed.yaml"), changed);

        var unnamed = await bench.RunAsync("apply", "--force", "-f", bench.PathOf("changed.yaml"));
        Assert.Equal(CliExitCodes.Usage, unnamed.Code);
        Assert.Contains("document 2: desired group:data: group:data would change, and no strategy is named", unnamed.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 4 documents is refused; nothing was changed", unnamed.Error, StringComparison.Ordinal);

        var told = (await bench.RunAsync("apply", "-f", bench.PathOf("changed.yaml"), "--force", "--strategy", "all-at-once", "--dry-run", "-o", "json")).Expect(0);
        var plan = JsonNode.Parse(told.Output)!;
        Assert.Equal(["none", "change", "change", "none"], plan["documents"]!.AsArray().Select(one => (string)one!["deed"]!));
        Assert.Equal("""[{"field":"threshold","from":"1","to":"2"}]""", plan["documents"]![2]!["changes"]!.ToJsonString());
        Assert.Equal(1, (long)plan["hosts"]!);
        Assert.Contains("EVERY: 10 -> 30", told.Error, StringComparison.Ordinal);

        var done = (await bench.RunAsync("apply", "-f", bench.PathOf("changed.yaml"), "--force", "--strategy", "all-at-once")).Expect(0);
        Assert.Contains("desired group:data is at revision 2: 1 host\nalert-rule data-silent changed", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strategy_OfTheDocument_RollsOut()
    {
        await using var bench = await FleetAsync();
        await bench.ApplyAsync(All);
        var staged = All.Replace("EVERY: 10", "EVERY: 30", StringComparison.Ordinal)
            .Replace("layer: group:data\n", "layer: group:data\nstrategy:\n  name: default\n  soakSeconds: 60\n", StringComparison.Ordinal);
        await File.WriteAllTextAsync(bench.PathOf("staged.yaml"), staged);

        var done = (await bench.RunAsync("apply", "-f", bench.PathOf("staged.yaml"), "--force", "-m", "slower", "-o", "json")).Expect(0);
        var id = (string)JsonNode.Parse(done.Output)!["documents"]![1]!["rollout"]!;
        Assert.Contains($"aops rollout watch {id}", done.Error, StringComparison.Ordinal);
        var rollout = JsonNode.Parse((await bench.RunAsync("rollout", "status", id, "-o", "json")).Expect(0).Output)!;
        Assert.Equal(60, (long)rollout["strategy"]!["soakSeconds"]!);
        Assert.Equal("running", (string)rollout["rollout"]!["state"]!);
        var again = (await bench.RunAsync("apply", "-f", bench.PathOf("staged.yaml"), "--force")).Expect(0);
        Assert.Contains("the server has all of it already", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_IsWhatApplyTakes_WithoutADifference()
    {
        await using var bench = await FleetAsync();
        await bench.ApplyAsync(All);
        var exported = (await bench.RunAsync("export")).Expect(0).Output;
        await File.WriteAllTextAsync(bench.PathOf("exported.yaml"), exported);

        Assert.Contains("EVERY: \"10\"", exported, StringComparison.Ordinal);
        Assert.Contains("no difference", (await bench.RunAsync("diff", "-f", bench.PathOf("exported.yaml"), "--force", "--exit-code")).Expect(0).Output, StringComparison.Ordinal);
        var json = (await bench.RunAsync("export", "group", "alert-rule", "-o", "json")).Expect(0).Output;
        bench.Typed = json;
        Assert.Contains("no difference", (await bench.RunAsync("diff", "-f", "-", "--exit-code")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal("group data\n", (await bench.RunAsync("export", "group", "-o", "name")).Expect(0).Output);
    }

    [Fact]
    public async Task Prune_RemovesWhatNoDocumentHas_OfTheKindThatIsNamed()
    {
        await using var bench = await FleetAsync();
        await bench.ApplyAsync(All);
        (await bench.RunAsync("groups", "create", "old", "-q", "label.env=test", "--rank", "7")).Expect(0);
        (await bench.RunAsync("alert", "rule", "create", "stray", "--condition", "clone", "--threshold", "1")).Expect(0);
        await File.WriteAllTextAsync(bench.PathOf("all.yaml"), All);

        var told = (await bench.RunAsync("apply", "-f", bench.PathOf("all.yaml"), "--force", "--prune", "group", "--dry-run")).Expect(0);
        Assert.Contains("- group old (it has 1 host)", told.Error, StringComparison.Ordinal);
        var unasked = await bench.RunAsync("apply", "-f", bench.PathOf("all.yaml"), "--force", "--prune", "group");
        Assert.Equal(CliExitCodes.Usage, unasked.Code);
        var done = (await bench.RunAsync("apply", "-f", bench.PathOf("all.yaml"), "--force", "--prune", "group", "--yes")).Expect(0);
        Assert.Contains("group old removed", done.Output, StringComparison.Ordinal);

        Assert.Equal("data\n", (await bench.RunAsync("groups", "list", "-o", "name")).Expect(0).Output);
        Assert.Contains("stray", (await bench.RunAsync("alert", "rule", "list", "-o", "name")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_InTheMiddle_LeavesWhatWasDone_AndTheSameCommandGoesOn()
    {
        await using var bench = await FleetAsync();
        await File.WriteAllTextAsync(bench.PathOf("all.yaml"), All.Replace("env:", "environment:", StringComparison.Ordinal));
        var failed = await bench.RunAsync("apply", "-f", bench.PathOf("all.yaml"), "--force", "--strategy", "all-at-once", "--yes");
        Assert.Equal(CliExitCodes.PartlyFailed, failed.Code);
        Assert.Contains("group data created", failed.Output, StringComparison.Ordinal);
        Assert.Contains("all.yaml, document 2: desired group:data: ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 4 changes were made", failed.Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(bench.PathOf("all.yaml"), All);
        var done = (await bench.RunAsync("apply", "-f", bench.PathOf("all.yaml"), "--force", "--strategy", "all-at-once", "--yes")).Expect(0);
        Assert.DoesNotContain("group data created", done.Output, StringComparison.Ordinal);
        Assert.Contains("approval-rule large created", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ThatNeedsAnotherPerson_WaitsAndTellsSo()
    {
        await using var bench = await FleetAsync();
        await bench.AddUsersAsync("ana");
        await bench.Server.Operator.PutOkAsync("/api/v1/approval-rules/all", """{"hostsMin":1}""");
        await bench.LogInAsAsync("ana");
        await File.WriteAllTextAsync(bench.PathOf("all.yaml"), All[..All.IndexOf("---\nkind: alert-rule", StringComparison.Ordinal)]);

        var waiting = await bench.RunAsync("apply", "-f", bench.PathOf("all.yaml"), "--force", "--strategy", "all-at-once", "--yes");

        Assert.Equal(CliExitCodes.TimeRanOut, waiting.Code);
        Assert.Contains("group data created", waiting.Output, StringComparison.Ordinal);
        Assert.Contains(
            "desired group:data: nothing was changed yet: the rule all demands another person", waiting.Error, StringComparison.Ordinal);
        Assert.Contains("another person decides by: aops approval approve", waiting.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 2 changes wait for another person", waiting.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: x", "the document has no kind")]
    [InlineData("kind: grupp\nname: x", "there is no kind 'grupp'")]
    [InlineData("kind: group\nq: env=prod", "group: the document has no name")]
    [InlineData("kind: desired\nlayer: fleet", "the document of the layer is missing")]
    [InlineData("kind: desired\nlayer: fleet\ndocument: {}\nrank: 1", "'rank' is no member of a desired state")]
    [InlineData("kind: group\nname: x\nq: a=b\nrank: 1\n---\nkind: group\nname: x\nq: a=b\nrank: 2", "group x is said a second time")]
    [InlineData("kind: group\nname: x\nq: colour=red\nrank: 1", "colour")]
    [InlineData("kind: alert-rule\nname: x\nthreshhold: 1\ncondition: clone", "threshhold")]
    [InlineData("- a\n- b", "holds what is no document of members and values")]
    [InlineData("", "no document was read")]
    public async Task WrongDocuments_AreUsage_AndChangeNothing(string text, string sentence)
    {
        await using var bench = await FleetAsync();
        await File.WriteAllTextAsync(bench.PathOf("wrong.yaml"), text);

        var refused = await bench.RunAsync("apply", "-f", bench.PathOf("wrong.yaml"), "--force", "--strategy", "all-at-once", "--yes");

        Assert.Equal(CliExitCodes.Usage, refused.Code);
        Assert.Contains(sentence, refused.Error, StringComparison.Ordinal);
        Assert.Equal("", (await bench.RunAsync("groups", "list", "-o", "name")).Expect(0).Output);
    }

    [Fact]
    public async Task Folder_IsReadWithAllBelowIt_AndAnEmptyOneIsRefused()
    {
        await using var bench = await FleetAsync();
        Directory.CreateDirectory(bench.PathOf("fleet/groups"));
        (await bench.RunAsync("diff", "-f", bench.PathOf("fleet"))).Expect(2);
        await File.WriteAllTextAsync(bench.PathOf("fleet/groups/a.yaml"), "kind: group\nname: a\nq: label.env=prod\nrank: 1\n");
        await File.WriteAllTextAsync(bench.PathOf("fleet/b.json"), """[{"kind":"group","name":"b","q":"label.env=test","rank":2}]""");
        await File.WriteAllTextAsync(bench.PathOf("fleet/README.md"), "no document");

        (await bench.RunAsync("apply", "-f", bench.PathOf("fleet"), "--yes")).Expect(0);

        Assert.Equal("a\nb\n", (await bench.RunAsync("groups", "list", "-o", "name")).Expect(0).Output);
        (await bench.RunAsync("diff", "-f", bench.PathOf("nowhere.yaml"))).Expect(3);
        (await bench.RunAsync("apply", "-f", bench.PathOf("fleet"), "--prune", "desired")).Expect(2);
        (await bench.RunAsync("export", "grupp")).Expect(2);
    }

    private static async Task<CliBench> FleetAsync()
    {
        var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        return bench;
    }
}

/// <summary>Files beside the home of a bench.</summary>
internal static class ManifestBench
{
    public static string PathOf(this CliBench bench, string name) => Path.Combine(bench.Home, name);

    public static async Task ApplyAsync(this CliBench bench, string text)
    {
        await File.WriteAllTextAsync(bench.PathOf("first.yaml"), text);
        (await bench.RunAsync("apply", "-f", bench.PathOf("first.yaml"), "--force", "--strategy", "all-at-once", "--yes")).Expect(0);
    }
}
