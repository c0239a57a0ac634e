using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>What went wrong with sub-agents in other suites, tried on the published programs.</summary>
public sealed class SubAgentCaseTests(SubAgentCaseFleet fleet) : IClassFixture<SubAgentCaseFleet>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AgentHost Agent => fleet.Agent;

    private Task<SubAgentStatus> WaitUpAsync(string name, Func<SubAgentStatus, bool>? fits = null) =>
        Agent.WaitForSubAgentAsync(name, Soon, Stop, fits);

    // A rotation may take a file away between the two looks.
    private static long BytesOf(string logs) => Directory.GetFiles(logs, "flood.log*")
        .Select(file => new FileInfo(file)).Sum(file => file.Exists ? file.Length : 0);

    private int[] LeftBy(string name) => File.Exists(fleet.DataOf(name, "left"))
        ? [.. File.ReadAllLines(fleet.DataOf(name, "left")).Select(l => int.Parse(l, CultureInfo.InvariantCulture))]
        : [];

    [Theory]
    [InlineData("1.1.0", "exit 3")]
    [InlineData("1.2.0", "exit 4")]
    public async Task New_W6_W10_AVersionThatExitsAtOnce_IsLeftWithinSeconds_AndIsAFault(string bad, string how)
    {
        await fleet.OrderAsync("web");
        // Its first version, or the one that another case returned to.
        await WaitUpAsync("web",
            s => s is { Version: "1.0.0", Upgrade: null or { Phase: UpgradePhase.Success or UpgradePhase.RolledBack } });
        var begun = TimeProvider.System.GetTimestamp();

        await fleet.OrderAsync("web", bad);

        var web = await WaitUpAsync("web",
            s => s is { Version: "1.0.0", Upgrade.Phase: UpgradePhase.RolledBack } && s.Upgrade.To == bad);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));
        Assert.Equal((0, null), (web.Restarts, web.LastExit));
        // As long as it is wanted: in status, by its exit code, in the metrics, and at the server.
        var fault = $"sub-agent web: {bad} failed: web {bad} died 3 times in a row, the last time: {how}";
        var status = await Agent.ServiceAsync(Stop, "status");
        Assert.Equal(ExitCodes.Unhealthy, status.ExitCode);
        Assert.Contains(fault, status.Output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await Agent.ServiceAsync(Stop, "status", "--json")).Output)!;
        Assert.Contains(json["faults"]!.AsArray(), f => f!.GetValue<string>().StartsWith(fault, StringComparison.Ordinal));
        Assert.DoesNotContain("aops_faults 0", (await Agent.ServiceAsync(Stop, "metrics")).Output, StringComparison.Ordinal);
        var id = await Agent.IdAsync(Stop);
        await Eventually.HoldsAsync("the server knows of it", Soon,
            async stop => (await fleet.Fleet.Server.Api.GetAgentAsync(id, stop)).ToJsonString()
                .Contains($"{bad} failed", StringComparison.Ordinal), Stop);
        Assert.Contains($"{bad} failed", await fleet.Fleet.Server.Api.EventsAsync(Stop), StringComparison.Ordinal);

        // Another order ends it.
        await fleet.OrderAsync("web");
        await Eventually.HoldsAsync("the host is healthy", Soon,
            async stop => (await Agent.ServiceAsync(stop, "status")).ExitCode == ExitCodes.Ok, Stop);
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}", "text that is no Unicode")]
    [InlineData("{\"\\udc00\":1}", "text that is no Unicode")]
    [InlineData("{\"a\":\"\\ud83d\",\"b\":\"\\ude00\"}", "text that is no Unicode")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", "levels")]
    [InlineData("{\"a\":1e999,\"a\":2,\"b\":\"\\u0000\"}", null)]
    public async Task Case_B01_AReportThatCannotTravel_IsLeftOut_AndEverythingGoesOn(string report, string? fault)
    {
        await fleet.OrderAsync("reporter");
        await WaitUpAsync("reporter");
        var spm = Agent.MustFind(Role.Spm);

        await File.WriteAllTextAsync(fleet.DataOf("reporter", "report.json"), report, Stop);

        await WaitUpAsync("reporter", s => fault is null
            ? s.Report is not null
            : s.Report is null && s.Fault?.Contains(fault, StringComparison.Ordinal) == true);
        var before = await Agent.WaitForAsync(Role.Spm, "a heartbeat", s => s.LastHeartbeatAt is not null, Soon, Stop);
        await Agent.WaitForAsync(Role.Spm, "the next one", s => s.LastHeartbeatAt > before.LastHeartbeatAt, Soon, Stop);
        Assert.Equal(spm, Agent.MustFind(Role.Spm));
        File.Delete(fleet.DataOf("reporter", "report.json"));
    }

    [Fact]
    public async Task Case_B12_AFlood_StaysNearItsBound()
    {
        await fleet.OrderAsync("flood");
        await WaitUpAsync("flood");
        var logs = Path.GetDirectoryName(Agent.Layout.SubAgentLog("flood"))!;
        var peak = 0L;
        while (!File.Exists(fleet.DataOf("flood", "done")))
        {
            peak = Math.Max(peak, BytesOf(logs));
            await Task.Delay(2, Stop);
        }
        // 3 MiB are kept of 1.5 GB; what comes on top is what a second's part of it takes on a machine that is busy.
        Assert.True(peak < 300_000_000, $"{peak} bytes at its peak");
        await Eventually.HoldsAsync("its archives are within their bounds", Soon,
            () => BytesOf(logs) <= 4_000_000, Stop);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case_B13_ALogThatLosesItsName_IsFollowedByANewOne(bool isMoved)
    {
        await fleet.OrderAsync("ticking");
        var before = await WaitUpAsync("ticking");
        var log = Agent.Layout.SubAgentLog("ticking");
        await Eventually.HoldsAsync("it is written", Soon, () => new FileInfo(log) is { Exists: true, Length: > 0 }, Stop);

        if (isMoved) File.Move(log, log + "-old");
        else File.Delete(log);

        await Eventually.HoldsAsync("there is a new one", TimeSpan.FromSeconds(10),
            () => new FileInfo(log) is { Exists: true, Length: > 0 }, Stop);
        Assert.Contains("tick", (await Agent.ServiceAsync(Stop, "logs", "ticking")).Output, StringComparison.Ordinal);
        // Also after spm has died.
        var spm = Agent.SendTo(Role.Spm, Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);
        if (!isMoved)
        {
            var length = new FileInfo(log).Length;
            await Eventually.HoldsAsync("it grows", Soon, () => new FileInfo(log).Length > length, Stop);
        }
        Assert.Equal(before.Pid, (await WaitUpAsync("ticking")).Pid);
        File.Delete(log + "-old");
    }

    [Fact]
    public async Task Case_B14_WhatAKilledMainLeftInAnotherSession_IsGoneBeforeTheNext()
    {
        await fleet.OrderAsync("leaving");
        for (var life = 1; life <= 2; life++)
        {
            var (now, lives) = (await WaitUpAsync("leaving"), life);
            await Eventually.HoldsAsync("it has left something", Soon, () => LeftBy("leaving").Length == lives, Stop);
            Signal.Send(now.Pid!.Value, Signal.SIGKILL);
            await WaitUpAsync("leaving", s => s.Pid != now.Pid);
        }
        await Eventually.HoldsAsync("it has left something", Soon, () => LeftBy("leaving").Length == 3, Stop);
        Assert.False(File.Exists(fleet.DataOf("leaving", "met")), "an earlier life was met");
        Assert.Single(LeftBy("leaving"), pid => ProcessIdentity.TryRead(pid) is not null);
    }

    [Fact]
    public async Task Case_B14_OfOneThatDaemonizes_OneIsThereAtATime_AndNoneAfterItsRemoval()
    {
        await fleet.OrderAsync("daemonizing");
        await Eventually.HoldsAsync("it has begun three times", Soon, () => LeftBy("daemonizing").Length >= 3, Stop);
        var left = LeftBy("daemonizing");
        Assert.True(left.Count(pid => ProcessIdentity.TryRead(pid) is not null) <= 1);

        await fleet.Fleet.OrderSubAgentsAsync(Agent, [], Stop);

        await Eventually.HoldsAsync("it is gone", Soon, () => !Directory.Exists(Agent.Layout.SubAgent("daemonizing")), Stop);
        Assert.DoesNotContain(left, pid => ProcessIdentity.TryRead(pid) is not null);
    }

    [Fact]
    public Task Case_B15_TheLockOfTheInstallersShell_IsNotHeldByThePair() => AssertLockIsFreeAsync();

    [Fact]
    public async Task Case_B08_B15_WhatACarelessShellHas_ReachesNobody()
    {
        await AssertLockIsFreeAsync();
        AssertModes();
        AssertPair();
        foreach (var start in new[] { Agent.Layout.ServiceProgram, Agent.Layout.ControlScript })
        {
            (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
            await fleet.CarelesslyAsync($"{start} start --root {Agent.Layout.Root}");
            await Agent.WaitForPairAsync(Soon, Stop);
            await AssertLockIsFreeAsync();
            AssertPair();
        }
        AssertModes();
    }

    [Fact]
    public async Task Case_B08_B25_ASubAgent_FindsWhatItsSpecificationSays_WhateverSpmHas()
    {
        var spm = Agent.MustFind(Role.Spm);
        try
        {
            // Meant for spm alone.
            await LimitAsync(spm, "400", "300");
            await fleet.OrderAsync("telling");
            await Eventually.HoldsAsync("it has told", Soon, () => File.Exists(fleet.DataOf("telling", "told")), Stop);
        }
        finally
        {
            await LimitAsync(spm, "1024", "0");
        }
        var nobody = File.ReadLines("/etc/passwd").First(l => l.StartsWith("nobody:", StringComparison.Ordinal)).Split(':');
        Assert.Equal(
            [
                "a$$b $HOME ${HOSTNAME}", "nobody", $"{nobody[5]} nobody nobody {nobody[6]}", "0022", "0", "1024", "0",
                "SigIgn:\t0000000000000000",
            ],
            await File.ReadAllLinesAsync(fleet.DataOf("telling", "told"), Stop));
    }

    private static async Task LimitAsync(ProcessIdentity process, string openFiles, string oomScore)
    {
        (await Command.RunAsync(
            "/usr/bin/prlimit", [$"--pid={process.Pid}", $"--nofile={openFiles}:"], CancellationToken.None)).MustSucceed();
        await File.WriteAllTextAsync($"/proc/{process.Pid}/oom_score_adj", oomScore, CancellationToken.None);
    }

    [Theory]
    [InlineData("aops-agent-service", "status --root relative")]
    [InlineData("aops-agent-service", "install --ca relative")]
    [InlineData("aops-release", "verify")]
    [InlineData("aops-server", "run --data relative")]
    public async Task Case_B25_ARelativePath_FromAFolderThatWasDeleted_IsASentence(string program, string arguments)
    {
        var folder = fleet.Fleet.Root.Folder("deleted");
        var run = await Command.RunAsync("/bin/sh",
            ["-c", $"cd {folder} && rmdir {folder} && exec {fleet.Fleet.Programs.Program(program)} {arguments}"], Stop);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("deleted", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Error, StringComparison.Ordinal);
    }

    private async Task AssertLockIsFreeAsync() =>
        (await Command.RunAsync("/usr/bin/flock", ["-n", fleet.LockFile, "true"], Stop)).MustSucceed();

    private void AssertModes()
    {
        var layout = Agent.Layout;
        (string Path, int Mode)[] documented =
        [
            (Path.Combine(layout.Root, "opt/aops"), 0x1ED), (layout.Bin, 0x1ED), (layout.Releases, 0x1ED), (layout.Etc, 0x1ED),
            (layout.State, 0x1C9), (layout.Log, 0x1E8), (Path.Combine(layout.Log, "subagents"), 0x1ED),
            (layout.LogFile(Role.Spm), 0x1A0), (layout.LogFile(Role.Spa), 0x1A0),
        ];
        Assert.Equal(
            documented.Select(d => $"{d.Path} {Convert.ToString(d.Mode, 8)}"),
            documented.Select(d => $"{d.Path} {Convert.ToString((int)File.GetUnixFileMode(d.Path), 8)}"));
    }

    private void AssertPair()
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var pid = Agent.MustFind(role).Pid;
            Assert.Equal("0", File.ReadAllText($"/proc/{pid}/oom_score_adj").Trim());
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            Assert.Equal("0", stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16]);
            Assert.Contains(File.ReadLines($"/proc/{pid}/limits"), l =>
                l.StartsWith("Max open files ", StringComparison.Ordinal) && l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] == "1024");
            Assert.Contains(File.ReadLines($"/proc/{pid}/status"), l => l == "Umask:\t0022");
            // What the pair ignores is its own choice: nothing by which it is told to end, to read again, or of its children.
            var ignored = Convert.ToUInt64(File.ReadLines($"/proc/{pid}/status")
                .Single(l => l.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim(), 16);
            Assert.All(
                new[] { Signal.SIGHUP, Signal.SIGINT, Signal.SIGTERM, Signal.SIGCHLD },
                signal => Assert.Equal(0UL, ignored & (1UL << (signal - 1))));
            Assert.Equal(pid, ProcStat.TryRead(pid)!.Value.Session);
        }
    }
}
