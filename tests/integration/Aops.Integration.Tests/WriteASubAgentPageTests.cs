using System.Text.RegularExpressions;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>
/// docs/how-to/WRITE-A-SUBAGENT.md as it stands: every block, in order, in one folder, against a real server and host.
/// </summary>
public sealed partial class WriteASubAgentPageTests() : OwnFleetTest("page")
{
    private const string Page = "docs/how-to/WRITE-A-SUBAGENT.md";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task EveryBlock_DoesWhatThePageSays()
    {
        var work = Fleet.Root.Folder("work");
        await PrepareAsync(work);
        var blocks = Blocks();
        Assert.True(blocks.Count >= 10, $"{Page} has {blocks.Count} blocks");
        // A block that fails is named by its number and its first line.
        var steps = blocks.Select((block, i) => $"echo '== block {i + 1}' >&2\n{block}");
        var script = Path.Combine(work, "page.sh");
        await File.WriteAllTextAsync(script, $"set -euo pipefail\n{string.Join("\n", steps)}\necho 'the page ends'\n", Stop);

        var run = await Command.RunAsync("bash", [script], new Dictionary<string, string?>
        {
            ["PATH"] = $"{Path.GetDirectoryName(Fleet.Programs.Program("aops"))}:{Environment.GetEnvironmentVariable("PATH")}",
            ["SERVER"] = Fleet.Server.Url.ToString().TrimEnd('/'),
            ["ROOT"] = Agent.Layout.Root,
            ["SDK"] = Path.Combine(work, "sdk"),
            ["XDG_CONFIG_HOME"] = Fleet.Root.Folder("home"),
            // The package of the SDK must not stay in this user's cache, nor come from it; the compiler may.
            ["NUGET_PACKAGES"] = Fleet.Root.Folder("nuget"),
            ["NUGET_FALLBACK_PACKAGES"] = NuGetPackages,
        }, Stop, Longest, work);

        run.MustSucceed();
        Assert.EndsWith("the page ends\n", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"space-watch +1\.0\.0 +running", run.Output);
        Assert.Matches(@"space-watch +1\.1\.0 +running", run.Output);
        Assert.Matches(@"load-watch +1\.0\.0 +stopped", run.Output);
    }

    [Fact]
    public void Blocks_AreAllShell_AndNoneIsLeftOut()
    {
        var page = File.ReadAllText(Path.Combine(PublishedPrograms.Tree, Page));
        Assert.Equal(page.Split('\n').Count(line => line.StartsWith("```", StringComparison.Ordinal)), 2 * Blocks().Count);
    }

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage) =>
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);

    // What the page takes as given: the files of the publisher and of the operator, and the SDK as ./build.sh packs it.
    private async Task PrepareAsync(string work)
    {
        File.Copy(Fleet.Server.Authority, Path.Combine(work, "ca.pem"));
        File.Copy(Fleet.Server.OperatorTokenFile, Path.Combine(work, "operator.token"));
        Directory.CreateSymbolicLink(Path.Combine(work, "keys"), Fleet.Workshop.Keys);
        Directory.CreateSymbolicLink(Path.Combine(work, "repo"), Fleet.Workshop.Repository);
        var pack = "source build/say.sh; DOTNET=dotnet; source build/pack.sh; pack_sdk 1.0.0 \"$1\"";
        (await Command.RunAsync("bash", ["-euc", pack, "pack", Path.Combine(work, "sdk")],
            new Dictionary<string, string?>(), Stop, Longest, PublishedPrograms.Tree)).MustSucceed();
    }

    private static string NuGetPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");

    private static List<string> Blocks() =>
        [.. Block().Matches(File.ReadAllText(Path.Combine(PublishedPrograms.Tree, Page))).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
