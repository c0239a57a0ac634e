using System.Diagnostics;
using System.Globalization;
using Aops.Contracts.SubAgents;
using Aops.Supervision.Output;

namespace Aops.Supervision.Tests;

public sealed class LogKeeperTests
{
    private static readonly LogSpec Small = new() { BytesMax = 1024 * 1024, FilesMax = 3 };

    // Of 1.5 GB and more that is written within a second or two; most of it is for a machine without a free processor.
    private const long BytesBound = 200_000_000;

    private static long BytesOf(string log) => Directory.GetFiles(Path.GetDirectoryName(log)!).Sum(LogRotation.LengthOf);

    // proc_pid_io(5): what it has written by itself, without what its children have.
    private static long WrittenBy(int pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/io").Single(line => line.StartsWith("wchar:", StringComparison.Ordinal))[6..],
        CultureInfo.InvariantCulture);

    private static SubAgentSpec Writer(string name = "a") => World.Spec(name) with { Log = Small };

    // Writes a numbered line whenever it is asked to.
    private const string OnDemand =
        "i=0; while :; do if [ -e $AOPS_STATE_DIR/go ]; then rm $AOPS_STATE_DIR/go; i=$((i+1)); echo line $i; fi; sleep 0.02; done";

    private static string[] LinesOf(string file) => File.ReadAllLines(file);

    private static async Task WriteLineAsync(World world)
    {
        var go = Path.Combine(world.Layout.SubAgent("a"), "data", "go");
        File.WriteAllText(go, "");
        await World.EventuallyAsync(() => !File.Exists(go));
    }

    [Theory]
    [InlineData("exec cat /dev/zero")]
    [InlineData("sleep 0.5; yes 0123456789012345678901234567890123456789 | head -c 1500000000; exec sleep 1000")]
    [InlineData("while :; do echo a line; head -c 30000000 /dev/zero; sleep 0.3; done")]
    public async Task Case_B12_AFlood_StaysNearItsBound_WhateverItsRate(string script)
    {
        await using var world = new World();
        await world.RunAsync(Writer(), script);
        var pid = (await world.WaitRunningAsync("a")).Pid!.Value;
        var log = world.Layout.SubAgentLog("a");
        await World.EventuallyAsync(() => File.Exists(log + ".2"));

        var peak = 0L;
        var (begun, before) = (Stopwatch.GetTimestamp(), WrittenBy(pid));
        for (var looks = 0; looks < 1000; looks++)
        {
            peak = Math.Max(peak, BytesOf(log));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        // What is written while this machine has no processor for the keeper comes on top: a tenth of a second of it.
        var perSecond = (WrittenBy(pid) - before) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Assert.True(peak < BytesBound + (perSecond / 10), $"{peak} bytes of {perSecond:F0} a second");
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("moved")]
    [InlineData("moved away")]
    [InlineData("replaced")]
    public async Task Case_B13_AFileThatLosesItsName_IsFollowedByANewOne(string how)
    {
        await using var world = new World();
        await world.RunAsync(Writer(), OnDemand);
        await WriteLineAsync(world);
        var log = world.Layout.SubAgentLog("a");
        await World.EventuallyAsync(() => world.Log("a") == "line 1\n");
        // The keeper holds the file by now.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var moved = how == "moved away" ? Path.Combine(world.Layout.Root, "elsewhere") : log + "-20261126";
        if (how == "deleted") File.Delete(log);
        else File.Move(log, moved);
        if (how == "replaced") File.WriteAllText(log, "");

        await WriteLineAsync(world);
        await World.EventuallyAsync(() => world.Log("a") == "line 2\n", () => world.Log("a"));
        File.Delete(log);
        await WriteLineAsync(world);
        await World.EventuallyAsync(() => world.Log("a") == "line 3\n", () => world.Log("a"));

        if (how != "deleted") Assert.Equal("line 1\n", File.ReadAllText(moved));
        await world.Supervisor.SendActionAsync("a", Contracts.Local.SubAgentAction.Restart);
        await World.EventuallyAsync(() => (world.Find("a")?.Pid is { } pid
            && new FileInfo($"/proc/{pid}/fd/1").LinkTarget == log));
        await WriteLineAsync(world);
        await World.EventuallyAsync(() => world.Log("a") == "line 3\nline 1\n", () => world.Log("a"));
    }

    [Fact]
    public async Task Case_B13_TheNextLife_FollowsADeletedFileToo_AndItsBound()
    {
        await using var world = new World();
        await world.RunAsync(Writer(), OnDemand);
        await WriteLineAsync(world);
        await World.EventuallyAsync(() => world.Log("a") == "line 1\n");
        await world.DropSupervisorAsync();
        File.Delete(world.Layout.SubAgentLog("a"));
        await WriteLineAsync(world);

        await world.ReviveAsync();

        await World.EventuallyAsync(() => world.Log("a") == "line 1\nline 2\n", () => world.Log("a"));
        await WriteLineAsync(world);
        await World.EventuallyAsync(() => world.Log("a") == "line 1\nline 2\nline 3\n", () => world.Log("a"));
    }

    [Fact]
    public async Task Case_B13_TheNextProcess_FollowsAMovedFileToo_AlsoBesideItsCopy()
    {
        await using var world = new World();
        await world.RunAsync(Writer(), OnDemand);
        await WriteLineAsync(world);
        await World.EventuallyAsync(() => world.Log("a") == "line 1\n");
        await world.DropSupervisorAsync();
        var (log, moved) = (world.Layout.SubAgentLog("a"), world.Layout.SubAgentLog("a") + "-old");
        File.Move(log, moved);
        await WriteLineAsync(world);
        await World.EventuallyAsync(() => File.ReadAllText(moved) == "line 1\nline 2\n");

        await world.ReviveAsync();
        // The next line is copied once the file is followed, which is when the name is there again.
        await World.EventuallyAsync(() => File.Exists(log));
        await WriteLineAsync(world);
        await World.EventuallyAsync(() => world.Log("a") == "line 3\n", () => world.Log("a"));
        await world.DropSupervisorAsync();
        await world.ReviveAsync();

        // What is written before the file is followed again stays in it; what comes then is copied.
        var clock = Stopwatch.StartNew();
        do await WriteLineAsync(world);
        while (world.Log("a") == "line 3\n" && clock.Elapsed < TimeSpan.FromSeconds(20));
        await World.EventuallyAsync(() => LinesOf(log).Concat(LinesOf(moved)).Order().SequenceEqual(
            Enumerable.Range(1, LinesOf(log).Concat(LinesOf(moved)).Count()).Select(i => $"line {i}").Order()));
        Assert.True(LinesOf(log).Length > 1, world.Log("a"));
    }

    [Fact]
    public async Task Case_B13_AFloodIntoADeletedFile_IsBounded()
    {
        await using var world = new World();
        await world.RunAsync(Writer(), "echo begun; sleep 1; exec cat /dev/zero");
        var status = await world.WaitRunningAsync("a");
        await World.EventuallyAsync(() => world.Log("a") == "begun\n");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        File.Delete(world.Layout.SubAgentLog("a"));

        await World.EventuallyAsync(() => File.Exists(world.Layout.SubAgentLog("a") + ".2"));

        Assert.True(LogRotation.LengthOf($"/proc/{status.Pid}/fd/1") < BytesBound);
        Assert.True(BytesOf(world.Layout.SubAgentLog("a")) < BytesBound);
    }
}
