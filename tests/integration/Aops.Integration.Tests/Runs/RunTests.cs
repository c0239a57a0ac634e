using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Runs;

/// <summary>Runs by all the real programs: what an operator signs is run once, its output is whole, and nothing else is run.</summary>
public sealed class RunTests() : OwnFleetTest("runs")
{
    private const string Runbook = """
        {
          "name": "say", "version": "1", "title": "Say a word", "description": "Prints its parameter. Touches nothing.",
          "parameters": [{ "name": "word", "pattern": "[^\u0000]{1,200}", "isRequired": true }],
          "command": { "args": ["/usr/bin/printf", "%s", "${word}"] }
        }
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private OperatorCli _cli = null!;

    private string Repository => Fleet.Workshop.Repository;

    private string Keys => Fleet.Workshop.Keys;

    private string KeyFile => Path.Combine(Fleet.Root.Path, "alice.key");

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        ReleaseWorkshop.NewKey(KeyFile);
        var runbook = Path.Combine(Fleet.Root.Path, "say.json");
        await File.WriteAllTextAsync(runbook, Runbook, Stop);
        await ReleaseAsync("runbook", "add", runbook, "--repo", Repository, "--keys", Keys);
        await File.WriteAllTextAsync(KeyFile + ".pub", PublicPart(), Stop);
        await ReleaseAsync("delegate", "--commands", KeyFile + ".pub", "--repo", Repository, "--keys", Keys);
    }

    [Fact]
    public async Task SignedCommand_IsRunOnce_WithItsExitCodeAndItsOutput()
    {
        await LogInAsync();
        var marker = Path.Combine(Fleet.Root.Path, "marker");
        var signed = await SignCommandAsync("/bin/sh", "-c", $"echo once >> {marker}; echo out; echo err >&2; exit 3");

        var first = await RunAsync("--signed", signed);
        var second = await RunAsync("--signed", signed);

        Assert.Equal(1, first.ExitCode);
        Assert.Equal("out\n", first.Output);
        Assert.Contains("err\n", first.Error, StringComparison.Ordinal);
        Assert.Contains("1 failed", first.Error, StringComparison.Ordinal);
        Assert.Contains("1 refused", second.Error, StringComparison.Ordinal);
        Assert.Equal(["once"], await File.ReadAllLinesAsync(marker, Stop));
    }

    [Fact]
    public async Task SignedRunbook_GetsItsParametersAsTheyAre()
    {
        await LogInAsync();
        const string hostile = "$(touch /tmp/aops-run-was-here); `id` \"';|&\n%s";

        var run = await RunAsync("--runbook", "say@1", $"word={hostile}");

        Assert.Equal((0, hostile), (run.ExitCode, run.Output));
        Assert.False(File.Exists("/tmp/aops-run-was-here"));
    }

    // The server's word alone is worth nothing, unless the host's own operator says that it is.
    [Fact]
    public async Task PlainCommand_IsRunOnlyWhereTheHostSaysSo()
    {
        await LogInAsync();
        var marker = Path.Combine(Fleet.Root.Path, "marker");

        var refused = await RunAsync("--", "/usr/bin/touch", marker);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.False(File.Exists(marker));
        Agent.EditConf(("runs", "any"));
        await Eventually.GetAsync("the host tells its policy", Soon, async stop =>
        {
            var run = await RunAsync("--", "/usr/bin/touch", marker);
            return run.ExitCode == 0 ? run : null;
        }, Stop);

        Assert.True(File.Exists(marker));
    }

    [Fact]
    public async Task Output_IsWhole_ThoughSpmDiesAndTheServerTwice()
    {
        await LogInAsync();
        const int pieces = 200;
        var signed = await SignCommandAsync("/bin/sh", "-c",
            $"i=0; while [ $i -lt {pieces} ]; do head -c 100000 /dev/zero | tr '\\0' x; sleep 0.03; i=$((i+1)); done");
        var id = (await RunAsync("--signed", signed, "--detach")).MustSucceed().Output.Trim();
        var host = await Agent.IdAsync(Stop);

        for (var turn = 0; turn < 2; turn++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
            var spm = Agent.SendTo(Role.Spm, Signal.SIGKILL);
            await Fleet.Server.KillAsync(Stop);
            await Fleet.Server.StartAsync(Stop);
            await Agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);
        }

        var orders = new RunOrders(Fleet.Server);
        var ended = await orders.WaitForEndAsync(id, TimeSpan.FromMinutes(2), Stop);
        Assert.Equal(("succeeded", 0L), ((string?)ended["phase"], (long)ended["outputMissing"]!));
        var output = await orders.OutputAsync(id, host, "stdout", Stop);
        var expected = new byte[pieces * 100_000];
        Array.Fill(expected, (byte)'x');
        Assert.Equal(
            Convert.ToHexString(SHA256.HashData(expected)), Convert.ToHexString(SHA256.HashData(output)));
    }

    [Fact]
    public async Task Cancel_EndsEveryProcessOfTheRun()
    {
        await LogInAsync();
        var file = Path.Combine(Fleet.Root.Path, "pids");
        var signed = await SignCommandAsync(
            "/bin/sh", "-c", $"trap '' TERM; setsid sleep 1000 & echo $! >> {file}; echo $$ >> {file}; sleep 1000");
        var id = (await RunAsync("--signed", signed, "--detach")).MustSucceed().Output.Trim();
        var pids = await Eventually.GetAsync("it runs", Soon, async stop =>
            File.Exists(file) && await File.ReadAllLinesAsync(file, stop) is { Length: 2 } lines ? lines : null, Stop);

        (await CliAsync("runs", "cancel", id, "-m", "enough")).MustSucceed();

        Assert.NotEqual(0, (await CliAsync("runs", "watch", id)).ExitCode);
        var shown = JsonNode.Parse((await CliAsync("runs", "show", id, "-o", "json")).MustSucceed().Output)!;
        Assert.Equal(1, (int)shown["run"]!["counts"]!["cancelled"]!);
        Assert.All(pids, pid => Assert.False(Directory.Exists($"/proc/{pid}"), $"{pid} is left"));
    }

    [Fact]
    public async Task HostThatRunsNothing_DoesActions_AndShowsItsLogsWhileTheyAreWritten()
    {
        Agent.EditConf(("runs", "none"));
        await LogInAsync();
        var host = await Agent.IdAsync(Stop);
        var tailing = CliAsync("tail", host, "-n", "0", "--for", "10s");
        await Eventually.GetAsync("the log is followed", Soon, async stop =>
            (await CliAsync("runs", "list", "--host", host)).Output.Contains("running", StringComparison.Ordinal) ? "" : null, Stop);

        var collected = await RunAsync("--action", "collect-log", "--lines", "20");
        var restarted = await RunAsync("--action", "restart-agent");

        Assert.Equal((0, 0), (collected.ExitCode, restarted.ExitCode));
        Assert.Contains(" INF ", collected.Output, StringComparison.Ordinal);
        var tailed = (await tailing).MustSucceed();
        Assert.Contains("collect-log begins", tailed.Output, StringComparison.Ordinal);
        Assert.Contains("restart-agent begins", tailed.Output, StringComparison.Ordinal);
        Assert.Contains("runs: none", (await RunAsync("--", "/bin/true")).Error, StringComparison.Ordinal);
    }

    private string PublicPart()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyFile));
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private async Task LogInAsync()
    {
        _cli = await OperatorCli.LogInAsync(Fleet, Stop);
        // A host tells its policy with its first heartbeats.
        await Eventually.GetAsync("the host is online", Soon, async stop =>
            (await CliAsync("hosts", "list", "-q", "online", "-o", "name")).Output.Length > 0 ? "" : null, Stop);
    }

    private async Task<string> SignCommandAsync(params string[] words)
    {
        var file = Path.Combine(Fleet.Root.Path, $"{Guid.NewGuid():N}.json");
        await ReleaseAsync(["sign-command", "--key", KeyFile, "--host", "*", "--expires", "1h", "--output", file, "--", .. words]);
        return file;
    }

    private async Task<CommandResult> RunAsync(params string[] words) =>
        await CliAsync(["run", "--host", await Agent.IdAsync(Stop), .. words]);

    private Task<CommandResult> CliAsync(params string[] words) => _cli.RunAsync(Stop, words);

    private async Task ReleaseAsync(params string[] words) =>
        (await Command.RunAsync(Fleet.Programs.Program("aops-release"), words, Stop)).MustSucceed();
}
