using System.Text.RegularExpressions;
using Aops.Cli.Tests.Support;
using Aops.Server.Tests.Support;
using Aops.TestSupport;

namespace Aops.Cli.Tests;

/// <summary>
/// The commands of how-to pages, run as they stand before a server with a small fleet, line after line: each does what it says, with
/// the exit code 0. What stands for something of the reader's own is replaced.
/// </summary>
public sealed partial class PageCommandTests
{
    // What needs what a process of this test does not have: a host that runs things, a person, a second machine.
    private static readonly string[] Elsewhere =
    [
        "aops login", "aops run ", "aops runs hosts", "aops runs log", "aops runs cancel", "aops runs rerun", "aops schedules create",
        "aops hosts diagnose", "aops hosts report web-1 host-metrics", "aops token approve", "aops operation wait", "aops audit -f",
        "aops events -f", "aops context use",
    ];

    [Theory]
    [InlineData("FLEET-BY-CLI.md", 35)]
    [InlineData("AUDIT.md", 7)]
    [InlineData("AUTOMATION.md", 1)]
    public async Task EveryCommandOfThePage_Succeeds(string page, int linesMin)
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync([.. Fleet.Three, Fleet.Host("0199aabbccdd7000900000000000cc01", "web-3.fra.example.com"),
            Fleet.Host("0199aabbccdd7000900000000000cc02", "web-4.fra.example.com")]);
        await PrepareAsync(bench);
        var lines = Commands(page).ToList();
        Assert.True(lines.Count >= linesMin, $"{lines.Count} commands were found");

        var faults = new List<string>();
        foreach (var line in lines.Where(line => !Elsewhere.Any(start => line.StartsWith(start, StringComparison.Ordinal))))
        {
            var run = await RunAsync(bench, line);
            if (run.Code != CodeOf(line)) faults.Add($"{line}\n  exit code {run.Code}: {run.Error}");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // No host of this fleet is gone, and nothing is published here.
    private static int CodeOf(string line) => line switch
    {
        "aops hosts remove -q 'offline and last_seen>90d' -m 'scrapped'" => 3,
        _ => 0,
    };

    private static async Task PrepareAsync(CliBench bench)
    {
        Directory.CreateDirectory(Path.Combine(bench.Home, "fleet"));
        await File.WriteAllTextAsync(Path.Combine(bench.Home, "fleet/one.yaml"), "kind: group\nname: db\nq: tier=data\nrank: 20\n");
        (await bench.RunAsync("groups", "create", "web", "-q", "hostname~web*", "--rank", "9")).Expect(0);
    }

    // A shell's redirections are done here: nothing of the pages needs more of one.
    private static async Task<CliRun> RunAsync(CliBench bench, string line)
    {
        var (words, target) = (Word().Matches(line).Select(word => word.Value.Replace("'", "", StringComparison.Ordinal)
            .Replace("\"", "", StringComparison.Ordinal)).Skip(1).ToList(), (string?)null);
        for (var i = words.Count - 1; i >= 0; i--)
        {
            if (words[i].StartsWith('>'))
            {
                target = words[i][1..];
                words.RemoveAt(i);
            }
            else if (File.Exists(Path.Combine(bench.Home, words[i])) || words[i] == "fleet/")
            {
                words[i] = Path.Combine(bench.Home, words[i]);
            }
        }
        // The reader goes back to a revision that is there, and says yes where he is asked.
        if (words.IndexOf("--to") is >= 0 and var to) words[to + 1] = "1";
        if (words is ["hosts", "label" or "remove", ..] or ["apply" or "pause" or "resume", ..] or ["desired", "apply" or "revert", ..])
            words.Add("--yes");
        var run = await bench.RunAsync([.. words]);
        // What was written is edited before it is used.
        var text = target == "db.yaml" ? "document:\n  settings:\n    heartbeatInterval: 10s\n" : run.Output;
        if (target is not null) await File.WriteAllTextAsync(Path.Combine(bench.Home, target), text);
        return run;
    }

    private static IEnumerable<string> Commands(string page) => File
        .ReadLines(Path.Combine(SourceRoot.Folder, "docs/how-to", page))
        .Select(line => Line().Match(line)).Where(match => match.Success)
        // What stands behind many blanks is said of the command.
        .Select(match => Remark().Replace(match.Groups[1].Value, ""));

    [GeneratedRegex(@"^    (?:TOKEN=\$\()?(aops .*?)\)?$")]
    private static partial Regex Line();

    [GeneratedRegex(@" {3,}\S.*$")]
    private static partial Regex Remark();

    [GeneratedRegex(@"(?:'[^']*'|""[^""]*""|[^\s'""])+")]
    private static partial Regex Word();
}
