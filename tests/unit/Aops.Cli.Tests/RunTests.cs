using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary><c>aops run</c> and <c>aops runs</c>: what is asked, what is shown, and the exit code of each end.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task OneHost_ItsOutputIsShownAsItComes_AndAllSucceeded_Is0()
    {
        await using var scene = await RunScene.StartAsync("a");
        var running = scene.Bench.RunAsync("run", "--host", "box", "--", "uptime", "-p");

        var id = await scene.RunIdAsync();
        await scene.BeginAsync(id, 0);
        scene.Hosts[0].Write("up 3 days\n");
        scene.Hosts[0].Write("no swap\n", stream: 2);
        // The end is told before the output.
        await scene.Hosts[0].ReportAsync(id, RunPhase.Succeeded, 0, scene.Hosts[0].Length);
        await scene.Bench.Server.Operator.UntilOverAsync(id, "ended");
        await scene.Hosts[0].SendOutputAsync(id, 0);

        var run = (await running).Expect(0);
        Assert.Equal("up 3 days\n", run.Output);
        Assert.Contains("1 host, of which 1 would run it now", run.Error, StringComparison.Ordinal);
        Assert.Contains("no swap", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("ended: 1 succeeded\n", run.Error, StringComparison.Ordinal);
        Assert.Equal("uptime -p", (string?)(await scene.Bench.Server.Operator.ReadRunAsync(id))["what"]);
    }

    [Fact]
    public async Task SeveralHosts_EachIsShownOnceItsOutputIsWhole_AndSomeFailed_Is6()
    {
        await using var scene = await RunScene.StartAsync("a", "b", "c");
        var running = scene.Bench.RunAsync("run", "-q", "", "--yes", "--max-failures", "3", "--", "uptime");
        var id = await scene.RunIdAsync();

        await scene.Hosts[0].RunAsync(id, "one\n");
        await scene.Hosts[1].RunAsync(id, "two\n", exitCode: 3);
        await scene.BeginAsync(id, 2);
        scene.Hosts[2].Write("three\n");
        await scene.Hosts[2].ReportAsync(id, RunPhase.Succeeded, 0, scene.Hosts[2].Length);
        await scene.Bench.Server.Operator.UntilOverAsync(id, "ended");
        await scene.Hosts[2].SendOutputAsync(id, 0);

        var run = (await running).Expect(6);
        var blocks = run.Output.Split("== ", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(3, blocks.Length);
        Assert.All(blocks, block => Assert.Contains("box  ", block, StringComparison.Ordinal));
        Assert.Equal(
            ["failed with exit 3|two", "succeeded|one", "succeeded|three"],
            blocks.Select(block => $"{block.Split("box  ")[1].Split(" in ")[0]}|{block.TrimEnd().Split('\n')[^1]}").Order(StringComparer.Ordinal));
        Assert.EndsWith("ended: 1 failed, 2 succeeded\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CollectedLogs_AreShown_AsWhatAnyRunPrints()
    {
        await using var scene = await RunScene.StartAsync();
        var host = await ActionHost.StartAsync(scene.Bench.Server, "a");
        var running = scene.Bench.RunAsync("run", "-q", "", "--yes", "--action", "collect-log", "--lines", "9");
        var id = await scene.RunIdAsync();
        var command = await host.WaitForCommandAsync(id);
        Assert.Equal(9, (int)command["lines"]!);

        await host.SendLogAsync((string)command["id"]!, "what it wrote last\n");
        await host.EndAsync((string)command["id"]!, "succeeded");

        var run = (await running).Expect(0);
        Assert.Contains("what it wrote last\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("ended: 1 succeeded\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tail_ShowsALogWhileItIsWritten_AndSaysWhyThereIsNone()
    {
        await using var scene = await RunScene.StartAsync(RunPolicy.None, "a");
        var tailing = scene.Bench.RunAsync("tail", "box", "web", "-n", "7", "--for", "10m");
        var id = await scene.RunIdAsync();
        var order = await scene.Hosts[0].WaitForOrderAsync(id);
        Assert.Equal(("web", 7, 600), ((string)order["log"]!["name"]!, (int)order["log"]!["lines"]!, (int)order["log"]!["seconds"]!));

        await scene.Hosts[0].ReportAsync(id, RunPhase.Running);
        scene.Hosts[0].Write("one\n");
        await scene.Hosts[0].SendOutputAsync(id, 0);
        await scene.Hosts[0].ReportAsync(id, RunPhase.Succeeded, 0, scene.Hosts[0].Length);
        Assert.Equal("one\n", (await tailing).Expect(0).Output);

        tailing = scene.Bench.RunAsync("tail", "box", "nginx");
        await Until.TrueAsync(async () => await scene.RunIdAsync() != id);
        var second = await scene.RunIdAsync();
        await scene.Hosts[0].WaitForOrderAsync(second);
        await scene.Hosts[0].ReportAsync(second, RunPhase.Refused, outputEnd: 0, reason: "this host has no log of 'nginx'");
        Assert.Contains(": this host has no log of 'nginx'", (await tailing).Expect(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagnosis_IsFetchedByteForByte_AndSaysWhyThereIsNone()
    {
        await using var scene = await RunScene.StartAsync(RunPolicy.None, "a");
        var file = Path.Combine(scene.Bench.Home, "box.tar.gz");
        var fetching = scene.Bench.RunAsync("hosts", "diagnose", "box", "--output-file", file);
        var id = await scene.RunIdAsync();
        Assert.True((bool)(await scene.Hosts[0].WaitForOrderAsync(id))["diagnosis"]!);

        await scene.Hosts[0].ReportAsync(id, RunPhase.Running);
        scene.Hosts[0].Write("\u001f\u008b not really");
        await scene.Hosts[0].SendOutputAsync(id, 0);
        await scene.Hosts[0].ReportAsync(id, RunPhase.Succeeded, 0, scene.Hosts[0].Length);
        Assert.Contains($"{file}: 14 bytes", (await fetching).Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal("\u001f\u008b not really", await File.ReadAllTextAsync(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.Delete(file);

        fetching = scene.Bench.RunAsync("hosts", "diagnose", "box", "--output-file", file);
        await Until.TrueAsync(async () => await scene.RunIdAsync() != id);
        var second = await scene.RunIdAsync();
        await scene.Hosts[0].WaitForOrderAsync(second);
        await scene.Hosts[0].ReportAsync(second, RunPhase.Refused, outputEnd: 0, reason: "it is too old");
        Assert.Contains(": it is too old", (await fetching).Expect(1).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData(RunPhase.Failed, "failed")]
    [InlineData(RunPhase.Refused, "refused")]
    [InlineData(RunPhase.Unknown, "unknown")]
    public async Task NoneSucceeded_Is1_AndWhyIsShown(RunPhase phase, string word)
    {
        await using var scene = await RunScene.StartAsync("a", "b");
        var running = scene.Bench.RunAsync("run", "-q", "", "--yes", "--max-failures", "2", "--", "uptime");
        var id = await scene.RunIdAsync();

        foreach (var host in scene.Hosts)
        {
            await host.WaitForOrderAsync(id);
            await host.ReportAsync(id, phase, outputEnd: 0, reason: "it says so");
        }

        var run = (await running).Expect(1);
        Assert.Equal(2, run.Output.Split($"== box  {word} in ").Length - 1);
        Assert.Contains(": it says so\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"ended: 2 {word}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutputThatDoesNotCome_IsWaitedForNoLonger_AndSaidToBeMissing()
    {
        await using var scene = await RunScene.StartAsync("a", "b");
        var id = await scene.BeginAsync();
        await scene.Hosts[0].RunAsync(id, "one\n");
        await scene.BeginAsync(id, 1);
        await scene.Hosts[1].ReportAsync(id, RunPhase.Succeeded, 0, outputEnd: 99);

        var run = (await scene.Bench.RunAsync("runs", "watch", id)).Expect(0);

        Assert.Contains($"the output of box is not whole yet; later: aops runs log {id} b", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain($"log {id} a", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpentBudget_Is7()
    {
        await using var scene = await RunScene.StartAsync("a", "b", "c");
        var running = scene.Bench.RunAsync(
            "run", "-q", "", "--yes", "--at-once", "1", "--max-failures", "0", "--", "false");
        var id = await scene.RunIdAsync();

        await scene.Hosts[await scene.FirstAsync(id)].RunAsync(id, "", exitCode: 1);

        var run = (await running).Expect(7);
        Assert.Contains("halted: 1 failed, 2 stopped", run.Error, StringComparison.Ordinal);
        Assert.Contains("stopped: The budget of failures was spent before its turn.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelledRun_Is6WhereSomeSucceeded_And1WhereNone()
    {
        await using var scene = await RunScene.StartAsync("a", "b");
        foreach (var (succeeds, code) in new[] { (true, 6), (false, 1) })
        {
            var id = await scene.BeginAsync("--at-once", "1");
            var watching = scene.Bench.RunAsync("runs", "watch", id);
            var first = await scene.FirstAsync(id);
            if (succeeds) await scene.Hosts[first].RunAsync(id, "");
            var last = succeeds ? 1 - first : first;
            await scene.BeginAsync(id, last);

            var cancel = (await scene.Bench.RunAsync("runs", "cancel", id, "-m", "wrong one")).Expect(0);
            await scene.Hosts[last].ReportAsync(id, RunPhase.Cancelled, outputEnd: 0);

            Assert.Contains("cancelled: ", cancel.Output, StringComparison.Ordinal);
            Assert.Contains("cancelled: ", (await watching).Expect(code).Error, StringComparison.Ordinal);
            (await scene.Bench.RunAsync("runs", "cancel", id)).Expect(5);
        }
    }

    [Fact]
    public async Task InterruptedWatch_Is130_AndSaysHowToGoOn()
    {
        await using var scene = await RunScene.StartAsync("a");
        var id = await scene.BeginAsync();
        using var interrupt = new CancellationTokenSource();
        var error = new StringWriter();

        var watching = CliProgram.RunAsync(
            ["runs", "watch", id], scene.Bench.Terminal(TextWriter.Null, TextWriter.Synchronized(error)), interrupt.Token);
        await Until.TrueAsync(() => error.ToString().Contains("running: ", StringComparison.Ordinal));
        await interrupt.CancelAsync();

        Assert.Equal(130, await watching);
        Assert.Contains($"aops runs watch {id}", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"aops runs cancel {id}", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("running", (string?)(await scene.Bench.Server.Operator.ReadRunAsync(id))["state"]);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a", "b")]
    public async Task TimeThatRunsOut_Is8_WhateverTheNumberOfHosts(params string[] names)
    {
        await using var scene = await RunScene.StartAsync(names);
        var id = await scene.BeginAsync();

        var run = (await scene.Bench.RunAsync("runs", "watch", id, "--give-up-after", "0s")).Expect(8);

        Assert.Contains("the run goes on", run.Error, StringComparison.Ordinal);
        Assert.Contains($"aops runs watch {id}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatStartsAgain_IsWaitedFor()
    {
        await using var scene = await RunScene.StartAsync("a", "b");
        var id = await scene.BeginAsync();
        var error = new StringWriter();
        var watching = CliProgram.RunAsync(
            ["runs", "watch", id], scene.Bench.Terminal(TextWriter.Null, TextWriter.Synchronized(error)), CancellationToken.None);
        await Until.TrueAsync(() => error.ToString().Contains("running: ", StringComparison.Ordinal));
        var listen = scene.Bench.Server.Application.Url;

        await scene.Bench.Server.StopAsync();
        await Until.TrueAsync(() => error.ToString().Contains("it is tried again", StringComparison.Ordinal));
        await scene.Bench.Server.StartAgainAsync(
            TestServer.Options(scene.Bench.Server.Data) with { Listen = [new(System.Net.IPAddress.Loopback, listen.Port)] });
        foreach (var host in scene.Hosts) await host.RunAsync(id, "");

        Assert.Equal(0, await watching);
    }

    [Fact]
    public async Task ServerThatIsDown_Is1()
    {
        await using var scene = await RunScene.StartAsync("a");
        await scene.Bench.Server.StopAsync();

        foreach (var words in new[] { "run --host box -- true", "runs list", "runs cancel none", "runbooks" })
            Assert.Contains("cannot be reached", (await scene.Bench.RunAsync(words.Split(' '))).Expect(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutATerminal_ManyHostsNeedYes_AndWithOneTheirNumber()
    {
        await using var scene = await RunScene.StartAsync("a", "b");

        var run = (await scene.Bench.RunAsync("run", "-q", "", "-d", "--", "uptime")).Expect(2);
        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        scene.Bench.Columns = 120;
        scene.Bench.Typed = "1\n";
        Assert.Contains("nothing was", (await scene.Bench.RunAsync("run", "-q", "", "-d", "--", "uptime")).Expect(1).Error, StringComparison.Ordinal);
        Assert.Empty((await scene.Bench.Server.Operator.GetOkAsync("/api/v1/runs"))["runs"]!.AsArray());
        scene.Bench.Typed = "2\n";

        (await scene.Bench.RunAsync("run", "-q", "", "-d", "--", "uptime")).Expect(0);
    }

    [Fact]
    public async Task DryRun_StartsNothing_AndNoHost_Is3()
    {
        await using var scene = await RunScene.StartAsync("a", "b");

        var plan = (await scene.Bench.RunAsync("run", "-q", "", "--dry-run", "-o", "json", "--", "uptime")).Expect(0);
        Assert.Equal(2, (int)JsonNode.Parse(plan.Output)!["ready"]!);
        var none = (await scene.Bench.RunAsync("run", "-q", "label.env=prod", "--yes", "--", "uptime")).Expect(3);
        Assert.Contains("no host is found by label.env=prod", none.Error, StringComparison.Ordinal);

        Assert.Empty((await scene.Bench.Server.Operator.GetOkAsync("/api/v1/runs"))["runs"]!.AsArray());
    }
}
