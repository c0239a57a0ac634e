using Aops.Contracts.Wire.Runs;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Spm.Runs;
using Aops.TestSupport;

namespace Aops.Spm.Tests.Runs;

/// <summary>Wherever a process of spm or a keeper ends, the next one reports the truth, and nothing runs twice.</summary>
public sealed class RunRecoveryTests
{
    [Theory]
    [InlineData(RunStage.Accepted)]
    [InlineData(RunStage.Starting)]
    public async Task NotedAndNotStarted_IsStarted(RunStage stage)
    {
        await using var bench = new RunBench();
        bench.Leave(bench.Order("r1", "echo ran"), stage);

        await bench.StartAsync();

        Assert.Equal(RunPhase.Succeeded, (await bench.FinalAsync("r1")).Phase);
        Assert.Equal("ran\n", bench.Server.Text("r1"));
    }

    [Fact]
    public async Task StartedByAnEarlierSpm_IsFollowed()
    {
        await using var bench = await new RunBench().StartAsync();
        bench.Offer("r1", "echo one; while [ ! -e go ]; do sleep 0.05; done; echo two");
        await Eventually.HoldsAsync(() => bench.Server.Text("r1") == "one\n");

        await bench.EndAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder("r1").Work, "go"), "", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => File.Exists(bench.Folder("r1").End));
        await bench.StartAsync();

        Assert.Equal(RunPhase.Succeeded, (await bench.FinalAsync("r1")).Phase);
        Assert.Equal("one\ntwo\n", bench.Server.Text("r1"));
    }

    [Fact]
    public async Task RunningWhileSpmWasAway_GoesOn_AndCanBeCancelled()
    {
        await using var bench = await new RunBench().StartAsync();
        bench.Offer("r1", "echo up; sleep 1000");
        await bench.PhaseAsync("r1", RunPhase.Running);
        await bench.EndAsync();
        var keeper = KeeperProcess.TryRead(bench.Folder("r1").Keeper)!;

        await bench.StartAsync();
        bench.Cancel("r1");

        Assert.Equal(RunPhase.Cancelled, (await bench.FinalAsync("r1")).Phase);
        Assert.False(keeper.Identity.IsAlive);
    }

    [Fact]
    public async Task EndedAndNotReported_IsReported()
    {
        await using var bench = new RunBench();
        bench.Server.IsDown = true;
        await bench.StartAsync();
        bench.Offer("r1", "echo out; exit 4");
        await Eventually.HoldsAsync(() => bench.Ticket("r1")?.Stage == RunStage.Ended);
        await bench.EndAsync();
        bench.Server.IsDown = false;

        await bench.StartAsync();

        Assert.Equal(4, (await bench.FinalAsync("r1")).ExitCode);
        Assert.Equal("out\n", bench.Server.Text("r1"));
    }

    [Theory]
    [InlineData(false, "x\n", RunPhase.Unknown)]
    [InlineData(true, "x\nx\n", RunPhase.Succeeded)]
    public async Task KilledKeeper_LeavesTheUnknown_UnlessItMayBeRepeated(bool mayRepeat, string starts, RunPhase phase)
    {
        await using var bench = await new RunBench().StartAsync();
        var root = bench.Spm.Layout.Root;
        bench.Offer("r1", $"echo x >> {root}/starts; echo $$ > {root}/pid; echo up; [ -e {root}/again ] || exec sleep 1000",
            c => c with { IsSafeToRepeat = mayRepeat });
        await bench.PhaseAsync("r1", RunPhase.Running);
        await Eventually.HoldsAsync(() => bench.Server.Text("r1") == "up\n");
        var program = ProcessIdentity.TryRead(int.Parse(await File.ReadAllTextAsync($"{root}/pid", TestContext.Current.CancellationToken)))!.Value;
        await File.WriteAllTextAsync($"{root}/again", "", TestContext.Current.CancellationToken);

        Signal.Send(KeeperProcess.TryRead(bench.Folder("r1").Keeper)!.Pid, Signal.SIGKILL);

        var final = await bench.FinalAsync("r1");
        Assert.Equal(phase, final.Phase);
        Assert.False(program.IsAlive);
        Assert.Equal(starts, await File.ReadAllTextAsync($"{root}/starts", TestContext.Current.CancellationToken));
        Assert.Equal(mayRepeat ? "up\nup\n" : "up\n", bench.Server.Text("r1"));
        if (!mayRepeat) Assert.Contains("it may have run in part", final.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostThatCrashedInTheMiddle_LeavesTheUnknown()
    {
        await using var bench = new RunBench();
        bench.Leave(bench.Order("r1", "touch ran"), RunStage.Running);
        await File.WriteAllTextAsync(bench.Folder("r1").Executed, "", TestContext.Current.CancellationToken);

        await bench.StartAsync();

        var final = await bench.FinalAsync("r1");
        Assert.Equal((RunPhase.Unknown, 0L), (final.Phase, final.OutputEnd));
    }

    [Fact]
    public async Task DamagedTicket_IsNeverStarted()
    {
        await using var bench = new RunBench();
        bench.Leave(bench.Order("r1", "true"), RunStage.Accepted);
        await File.WriteAllTextAsync(bench.Folder("r1").Ticket, "{", TestContext.Current.CancellationToken);
        await bench.StartAsync();

        bench.Offer("r1", "touch ran");

        Assert.Equal(RunPhase.Failed, (await bench.FinalAsync("r1")).Phase);
        Assert.False(Directory.Exists(bench.Folder("r1").Output));
    }

    [Fact]
    public async Task KeeperThatNeverBegins_FailsAfterSomeStarts()
    {
        await using var bench = new RunBench { Starter = new IdleStarter() };
        bench.Leave(bench.Order("r1", "true"), RunStage.Accepted);
        await bench.StartAsync();

        Assert.Equal((RunPhase.Failed, "its keeper did not begin"), await ReasonAsync(bench, "r1"));
        Assert.Equal(RunLimits.StartsMax, bench.Ticket("r1")!.Starts);
        Assert.True(((IdleStarter)bench.Starter).Starts == RunLimits.StartsMax);
    }

    [Fact]
    public async Task KeeperThatCannotBeStarted_FailsAtOnce()
    {
        await using var bench = new RunBench { Starter = new IdleStarter { Fault = "no process is left" } };
        bench.Leave(bench.Order("r1", "true"), RunStage.Accepted);
        await bench.StartAsync();

        Assert.Equal((RunPhase.Failed, "its keeper cannot be started: no process is left"), await ReasonAsync(bench, "r1"));
    }

    [Fact]
    public async Task ClockThatJumps_ExpiresWhatWaits_AndForgetsNothing()
    {
        var clock = new ManualClock();
        await using var bench = new RunBench(clock);
        bench.Verdicts["r1"] = new RunVerdict.Later("the repository is away");
        bench.Leave(bench.Order("r1", "touch ran"), RunStage.Accepted);
        await bench.StartAsync();
        var waits = Task.Run(async () =>
        {
            while (bench.Ticket("r1")?.IsSettled != true)
            {
                clock.Advance(TimeSpan.FromMinutes(5));
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        Assert.Equal((RunPhase.Expired, "the repository is away"), await ReasonAsync(bench, "r1"));
        await waits;
        bench.Verdicts.Clear();
        // The clock is set back: the server sends it once more.
        bench.Offer(bench.Order("r1", "touch ran") with { StartBefore = clock.GetUtcNow() + TimeSpan.FromDays(1) });
        bench.Refuse("r2", "it is damaged");
        await Eventually.HoldsAsync(() => File.Exists(bench.Folder("r2").Ticket));
        Assert.Equal(RunPhase.Expired, bench.Ticket("r1")!.Report.Phase);
    }

    private static async Task<(RunPhase, string?)> ReasonAsync(RunBench bench, string id)
    {
        var final = await bench.FinalAsync(id);
        return (final.Phase, final.Reason);
    }

    // Starts what ends at once, and leaves no trace.
    private sealed class IdleStarter : IKeeperStarter
    {
        public int Starts { get; private set; }

        public string? Fault { get; init; }

        public KeeperLimits Prepare(string id, Contracts.SubAgents.LimitSpec limits, bool isRoot) => KeeperLimits.None;

        public Task<int?> StartAsync(
            string id, Contracts.SubAgents.LimitSpec limits, TimeSpan grace, CancellationToken cancellationToken)
        {
            Starts++;
            if (Fault is { } fault) throw new IOException(fault);
            return Task.FromResult<int?>(Spawn.Start(new SpawnRequest
            {
                Path = "/bin/true", Arguments = ["true"], Environment = new Dictionary<string, string>(),
            }));
        }

        public void Release(string id)
        {
        }
    }
}
