using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>What lists look like, in every form and width.</summary>
public sealed class ListTests
{
    [Fact]
    public async Task Table_HasTheColumnsOfPeople()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        var run = (await bench.RunAsync("hosts", "list", "--sort", "hostname")).Expect(0);

        Assert.Equal(
            """
            HOSTNAME               STATE  VERSION  SEEN  FAULTS  LABELS              ID
            db-1                   never  1.2.0    -     2       env=test,tier=data  0199aabbccdd7000900000000000bb01
            web-1.fra.example.com  never  1.2.0    -     0       env=prod            0199aabbccdd7000800000000000aa01
            web-2.fra.example.com  never  1.2.0    -     0       env=prod            0199aabbccdd7000800000000000aa02

            """, run.Output);
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData(60, "HOSTNAME        STATE    VERSION   SEEN    FAULTS  LABELS")]
    [InlineData(30, "HOSTNAME      STATE    VERSION")]
    public async Task Table_OfANarrowTerminal_CutsAndLeavesOut(int columns, string head)
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        bench.Columns = columns;
        bench.Variables["NO_COLOR"] = "1";

        var lines = (await bench.RunAsync("hosts", "list", "--sort", "hostname")).Expect(0).Output.Split('\n');

        Assert.Equal(head.Split(' ', StringSplitOptions.RemoveEmptyEntries), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, columns));
        Assert.Contains("…", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_AreThoseOfTerminals()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        Assert.DoesNotContain('\e', (await bench.RunAsync("hosts", "list")).Output);
        bench.Columns = 200;
        Assert.Contains("\e[33mnever", (await bench.RunAsync("hosts", "list")).Output, StringComparison.Ordinal);
        bench.Variables["NO_COLOR"] = "1";
        Assert.DoesNotContain('\e', (await bench.RunAsync("hosts", "list")).Output);
        bench.Variables.Remove("NO_COLOR");
        bench.Variables["TERM"] = "dumb";
        Assert.DoesNotContain('\e', (await bench.RunAsync("hosts", "list")).Output);
    }

    [Fact]
    public async Task Forms_OfPrograms()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);
        string[] list = ["hosts", "list", "-q", "env=prod", "--sort", "hostname", "-o"];

        var json = JsonNode.Parse((await bench.RunAsync([.. list, "json"])).Output)!.AsArray();
        var lines = (await bench.RunAsync([.. list, "ndjson"])).Output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal([Fleet.Web1, Fleet.Web2], json.Select(host => (string)host!["id"]!));
        Assert.Equal(json.Select(host => host!.ToJsonString()), lines.Select(host => host.ToJsonString()));
        Assert.Equal($"{Fleet.Web1}\n{Fleet.Web2}\n", (await bench.RunAsync([.. list, "name"])).Output);
        Assert.StartsWith($"- id: \"{Fleet.Web1}\"\n  hostname: web-1.fra.example.com\n  version: \"1.2.0\"\n",
            (await bench.RunAsync([.. list, "yaml"])).Output, StringComparison.Ordinal);
        Assert.Equal(
            "hostname,state,version,seen,faults,labels,id,os,kernel,arch,manager,upgrade,sub-agents,enrolled\r\n" +
            $"web-1.fra.example.com,never,1.2.0,,0,env=prod,{Fleet.Web1},Debian GNU/Linux 12,6.1.0,x64,systemd,,host-metrics," +
            "2026-01-01T00:00:00+00:00",
            string.Join("\r\n", (await bench.RunAsync([.. list, "csv"])).Output.Split("\r\n")[..2]));
    }

    [Fact]
    public async Task EmptyLists_AreDataOfTheirForm()
    {
        await using var bench = await CliBench.StartAsync();

        var run = (await bench.RunAsync("hosts", "list")).Expect(0);

        Assert.Equal(("", "no host; aops token create is the first step to one\n"), (run.Output, run.Error));
        Assert.Equal("[]\n", (await bench.RunAsync("hosts", "list", "-o", "json")).Output);
        Assert.Equal("", (await bench.RunAsync("hosts", "list", "-o", "ndjson")).Output);
        Assert.Equal("0\n", (await bench.RunAsync("hosts", "list", "--count")).Output);
    }

    [Fact]
    public async Task HostileText_ReachesNoTerminal()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Host(Fleet.Web1, "x\e[2J\u202Eevil\n\aroot") with { Os = "=cmd|' /C calc'!A0" });
        bench.Columns = 200;
        bench.Variables["NO_COLOR"] = "1";

        foreach (var form in new[] { "table", "wide", "json", "ndjson", "yaml", "csv", "name" })
        {
            var output = (await bench.RunAsync("hosts", "list", "-o", form)).Expect(0).Output;
            Assert.DoesNotContain(output, c => c is '\e' or '\u202E' or '\a');
        }
        bench.Columns = null;
        var row = JsonNode.Parse((await bench.RunAsync("hosts", "list", "-o", "ndjson")).Output)!;
        Assert.Contains("\u202Eevil", (string)row["hostname"]!, StringComparison.Ordinal);
        Assert.Contains("'=cmd|", (await bench.RunAsync("hosts", "list", "-o", "csv")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', (await bench.RunAsync("explain", Fleet.Web1)).Expect(0).Output);
    }

    [Fact]
    public async Task ManyHosts_ComeWithoutALimit_AndLimitsCutThem()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync([.. Enumerable.Range(0, 2500).Select(i => Fleet.Host($"0199aabbccdd7000800000000000{i:x4}", $"n{i}"))]);

        Assert.Equal(2500, (await bench.RunAsync("hosts", "list", "-o", "name")).Expect(0).Output.Count(c => c == '\n'));
        Assert.Equal(1701, (await bench.RunAsync("hosts", "list", "--limit", "1700")).Expect(0).Output.Count(c => c == '\n'));
        Assert.Equal("2500\n", (await bench.RunAsync("hosts", "list", "--count")).Output);
    }

    [Fact]
    public async Task Facets_TellTheQueryOfEachNumber()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        Assert.Equal(
            """
            FIELD      VALUE  HOSTS  QUERY
            label.env  prod   2      label.env=prod
            label.env  test   1      label.env=test

            """, (await bench.RunAsync("hosts", "facets", "--by", "label.env")).Expect(0).Output);
    }

    [Fact]
    public async Task EveryList_OfAnEmptyServer_SaysWhatToDoNext()
    {
        await using var bench = await CliBench.StartAsync();
        var verbs = Lists(CommandTree.Create(bench.Terminal(TextWriter.Null, TextWriter.Null)), []).ToList();
        Assert.True(verbs.Count >= 12, $"{verbs.Count} verbs were found");

        foreach (var verb in verbs)
        {
            var run = (await bench.RunAsync(verb)).Expect(0);
            var rows = run.Output.Count(c => c == '\n');
            Assert.True(rows > 1 || run.Error.Length > 0, $"aops {string.Join(' ', verb)} says nothing");
        }
    }

    // The verbs that list something, and need nothing more.
    private static IEnumerable<string[]> Lists(System.CommandLine.Command family, string[] words) =>
        family.Subcommands.SelectMany(verb => Lists(verb, [.. words, verb.Name]))
            .Concat(family.Name is "list" or "runbooks" or "silences" or "waiting" or "history" or "drift"
                && family.Arguments.All(argument => argument.Arity.MinimumNumberOfValues == 0) ? [words] : []);
}
