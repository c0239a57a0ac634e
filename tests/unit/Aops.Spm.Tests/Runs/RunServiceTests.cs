using System.Net;
using System.Text;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire.Runs;
using Aops.Runs;
using Aops.Spm.Runs;
using Aops.TestSupport;

namespace Aops.Spm.Tests.Runs;

public sealed class RunServiceTests
{
    [Fact]
    public async Task ARun_IsTakenAndToldToItsEnd_AndLeavesANote()
    {
        await using var bench = await new RunBench().StartAsync();

        bench.Offer("r1", "echo out; echo err >&2; exit 3");
        var final = await bench.FinalAsync("r1");

        Assert.Equal((RunPhase.Failed, 3, null), (final.Phase, final.ExitCode, final.Reason));
        Assert.StartsWith("accepted", bench.Server.Phases("r1"), StringComparison.Ordinal);
        Assert.Equal("err\nout\n", string.Concat(bench.Server.Text("r1").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().Select(l => l + "\n")));
        Assert.Equal(final.OutputEnd, bench.Server.OffsetOf("r1"));
        await Eventually.HoldsAsync(() => Directory.GetFileSystemEntries(bench.Folder("r1").Path).Length == 1);
        Assert.Null(bench.Ticket("r1")!.Order);
    }

    [Fact]
    public async Task OutputOfARunningProgram_IsSentAsItComes()
    {
        await using var bench = await new RunBench().StartAsync();

        bench.Offer("r1", "echo one; while [ ! -e go ]; do sleep 0.02; done; echo two");
        await Eventually.HoldsAsync(() => bench.Server.Text("r1") == "one\n");
        await bench.PhaseAsync("r1", RunPhase.Running);
        await File.WriteAllTextAsync(Path.Combine(bench.Folder("r1").Work, "go"), "", TestContext.Current.CancellationToken);

        Assert.Equal(RunPhase.Succeeded, (await bench.FinalAsync("r1")).Phase);
        Assert.Equal("one\ntwo\n", bench.Server.Text("r1"));
        Assert.Equal("accepted running succeeded", bench.Server.Phases("r1"));
    }

    [Fact]
    public async Task WhatIsRefused_IsToldWithItsReason_AndNotExecuted()
    {
        await using var bench = new RunBench();
        bench.Verdicts["r1"] = new RunVerdict.Refused("conf.yml of this host says runs: none");
        await bench.StartAsync();

        bench.Offer("r1", "true");
        bench.Refuse("r2", "it is damaged");

        Assert.Equal((RunPhase.Refused, "conf.yml of this host says runs: none"), Short(await bench.FinalAsync("r1")));
        Assert.Equal((RunPhase.Refused, "it is damaged"), Short(await bench.FinalAsync("r2")));
        Assert.False(Directory.Exists(bench.Folder("r1").Output));
    }

    [Fact]
    public async Task WhatCannotBeVerifiedNow_IsVerifiedLater()
    {
        await using var bench = new RunBench();
        bench.Verdicts["r1"] = new RunVerdict.Later("the repository is away");
        await bench.StartAsync();
        bench.Offer("r1", "echo ran");
        await bench.PhaseAsync("r1", RunPhase.Accepted);

        Assert.True(bench.Verdicts.TryRemove("r1", out _));

        Assert.Equal(RunPhase.Succeeded, (await bench.FinalAsync("r1")).Phase);
    }

    [Fact]
    public async Task OneId_RunsOnce_WhateverComesAgain()
    {
        await using var bench = await new RunBench().StartAsync();
        var count = Path.Combine(bench.Spm.Layout.Root, "count");
        var order = bench.Order("r1", $"echo x >> {count}");

        bench.Offer(order, order);
        await bench.FinalAsync("r1");
        bench.Offer(order);
        bench.Offer("r2", "true");
        await bench.FinalAsync("r2");
        await bench.EndAsync();
        await bench.StartAsync();
        bench.Offer(order);
        bench.Offer("r3", "true");
        await bench.FinalAsync("r3");

        Assert.Equal("x\n", await File.ReadAllTextAsync(count, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OneNonce_RunsOnce_UnderWhateverId()
    {
        await using var bench = new RunBench();
        var count = Path.Combine(bench.Spm.Layout.Root, "count");
        foreach (var id in new[] { "r1", "r2", "r3" })
        {
            var order = bench.Order(id, $"echo x >> {count}");
            bench.Verdicts[id] = new RunVerdict.Allowed(order.Command!) { Nonce = "n", StartBefore = order.StartBefore };
        }
        await bench.StartAsync();

        bench.Offer(bench.Order("r1", ""), bench.Order("r2", ""));
        await bench.FinalAsync("r1");
        await bench.FinalAsync("r2");
        await bench.EndAsync();
        await bench.StartAsync();
        bench.Offer("r3", "");

        Assert.Contains("its signed command was taken before, as run r", (await bench.FinalAsync("r3")).Reason, StringComparison.Ordinal);
        Assert.Equal("x\n", await File.ReadAllTextAsync(count, TestContext.Current.CancellationToken));
        Assert.Single(new[] { "r1", "r2" }, id => bench.Server.Final(id)!.Phase == RunPhase.Refused);
    }

    [Fact]
    public async Task RunsBeyondTheLimit_WaitTheirTurn_AndOneThatIsCancelledMeanwhileNeverBegins()
    {
        await using var bench = await new RunBench().StartAsync();
        for (var i = 0; i < RunLimits.AtOnceMax; i++) bench.Offer($"r{i}", "echo up; while [ ! -e go ]; do sleep 0.05; done");
        for (var i = 0; i < RunLimits.AtOnceMax; i++) await bench.PhaseAsync($"r{i}", RunPhase.Running);
        bench.Offer("late", "echo late");
        bench.Offer("never", "echo never");
        await bench.PhaseAsync("never", RunPhase.Accepted);

        bench.Cancel("never");
        Assert.Equal(RunPhase.Cancelled, (await bench.FinalAsync("never")).Phase);
        Assert.False(Directory.Exists(bench.Folder("late").Output));
        await File.WriteAllTextAsync(Path.Combine(bench.Folder("r0").Work, "go"), "", TestContext.Current.CancellationToken);

        Assert.Equal(RunPhase.Succeeded, (await bench.FinalAsync("late")).Phase);
        Assert.Equal("", bench.Server.Text("never"));
    }

    [Fact]
    public async Task ExclusiveRuns_AreAlone()
    {
        await using var bench = await new RunBench().StartAsync();
        bench.IsOnTrial = true;
        bench.Offer("a", "echo up; while [ ! -e go ]; do sleep 0.05; done", c => c with { IsExclusive = true });
        bench.Offer("b", "echo b", c => c with { IsExclusive = true });
        bench.Offer("c", "echo c");
        await bench.FinalAsync("c");
        Assert.Equal("accepted accepted", $"{bench.Server.Phases("a")} {bench.Server.Phases("b")}");

        bench.IsOnTrial = false;
        await Eventually.HoldsAsync(() => bench.Exclusive.Current is not null);
        var switching = bench.Exclusive.BeginSwitchAsync(TestContext.Current.CancellationToken);
        if (bench.Exclusive.Current == "a") await bench.PhaseAsync("a", RunPhase.Running);
        Assert.True(bench.Exclusive.Current != "a" || !switching.IsCompleted);
        await Eventually.HoldsAsync(() => Directory.Exists(bench.Folder("a").Work));
        await File.WriteAllTextAsync(Path.Combine(bench.Folder("a").Work, "go"), "", TestContext.Current.CancellationToken);
        await bench.FinalAsync("a");
        (await switching).Dispose();

        Assert.Equal(RunPhase.Succeeded, (await bench.FinalAsync("b")).Phase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARunThatIsCancelled_Ends(bool isByItsOutput)
    {
        await using var bench = await new RunBench().StartAsync();
        bench.Offer("r1", "echo up; sleep 1000");
        await bench.PhaseAsync("r1", RunPhase.Running);

        if (isByItsOutput) bench.Server.Cancel("r1");
        else bench.Cancel("r1");
        if (isByItsOutput) bench.Offer("r2", "true");
        // A heartbeat brings it where no output is due.
        if (isByItsOutput) bench.Cancel("r1");

        var final = await bench.FinalAsync("r1");
        Assert.Equal((RunPhase.Cancelled, "SIGTERM"), (final.Phase, final.Signal));
    }

    [Fact]
    public async Task SuiteThatIsToStayDown_EndsItsRuns()
    {
        await using var bench = await new RunBench().StartAsync();
        bench.Offer("r1", "echo up; sleep 1000");
        await bench.PhaseAsync("r1", RunPhase.Running);

        await bench.Service!.StopAllAsync();

        Assert.Equal((RunStage.Ended, RunPhase.Cancelled), (bench.Ticket("r1")!.Stage, bench.Ticket("r1")!.Report.Phase));
    }

    [Fact]
    public async Task ServerThatIsAway_GetsEverythingOnceItIsBack()
    {
        await using var bench = new RunBench();
        bench.Server.IsDown = true;
        await bench.StartAsync();

        bench.Offer("r1", "seq 1 200000");
        await Eventually.HoldsAsync(() => bench.Ticket("r1")?.Stage == RunStage.Ended && bench.Server.Requests > 1);
        bench.Server.IsDown = false;

        Assert.Equal(RunPhase.Succeeded, (await bench.FinalAsync("r1")).Phase);
        Assert.Equal(string.Concat(Enumerable.Range(1, 200_000).Select(i => $"{i}\n")), bench.Server.Text("r1"));
        Assert.Equal(0, bench.Server.MissingOf("r1"));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task ServerThatDoesNotKnowTheRun_IsNotToldOfIt(HttpStatusCode status)
    {
        await using var bench = new RunBench();
        bench.Server.Answer = status;
        await bench.StartAsync();

        bench.Offer("r1", "echo out");

        await Eventually.HoldsAsync(() => bench.Ticket("r1")?.IsSettled == true);
        Assert.Equal(RunPhase.Succeeded, bench.Ticket("r1")!.Report.Phase);
    }

    [Fact]
    public async Task MoreOpenRunsThanTheLimit_AreRefused()
    {
        await using var bench = new RunBench();
        for (var i = 0; i < RunLimits.OpenMax; i++)
        {
            bench.Verdicts[$"r{i}"] = new RunVerdict.Later("not yet");
            bench.Leave(bench.Order($"r{i}", "true"), RunStage.Accepted);
        }
        await bench.StartAsync();

        bench.Offer("more", "true");

        Assert.Equal((RunPhase.Refused, "this host has 64 runs that have not ended"), Short(await bench.FinalAsync("more")));
    }

    [Theory]
    [InlineData("nosuchuser", null, "there is no user 'nosuchuser' on this host")]
    [InlineData(null, "nosuchprogram", "its program nosuchprogram is in no folder of PATH")]
    [InlineData(null, "bin/sh", "its program bin/sh is neither absolute nor a name in PATH")]
    [InlineData(null, "/no/such", "its program /no/such does not exist")]
    public async Task WhatCannotBeStarted_FailsWithASentence(string? user, string? program, string reason)
    {
        await using var bench = await new RunBench().StartAsync();

        bench.Offer("r1", "true", c => c with { User = user, Args = program is null ? c.Args : [program] });

        var final = await bench.FinalAsync("r1");
        Assert.Equal((RunPhase.Failed, null), (final.Phase, final.StartedAt));
        Assert.Contains(reason, final.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_HasItsInterpreterItsUserAndItsParameters()
    {
        Assert.SkipUnless(Native.CurrentUser.IsRoot, "only root may become another user");
        await using var bench = new RunBench();
        var order = bench.Order("r1", "", c => c with
        {
            Args = null, Interpreter = ["sh", "-e"], User = "daemon", Env = new Dictionary<string, string> { ["A"] = "b c" },
            Script = "id -un; pwd; cat $AOPS_PARAMETERS; echo; echo $A $AOPS_RUN_ID $USER; cat ../order.json || echo closed; touch mine",
        });
        bench.Verdicts["r1"] = new RunVerdict.Allowed(order.Command!)
        {
            Parameters = "{\"x\":1}"u8.ToArray(), StartBefore = order.StartBefore,
        };
        await bench.StartAsync();

        bench.Offer(order);

        Assert.Equal(0, (await bench.FinalAsync("r1")).ExitCode);
        var lines = bench.Server.Text("r1").Split('\n').Where(l => !l.StartsWith("cat:", StringComparison.Ordinal));
        Assert.Equal(["daemon", bench.Folder("r1").Work, "{\"x\":1}", "b c r1 daemon", "closed", ""], lines);
    }

    [Fact]
    public async Task LimitThatThisHostCannotEnforce_FailsTheRun_OrIsInForce()
    {
        await using var bench = await new RunBench().StartAsync();

        bench.Offer("r1", "true", c => c with { Limits = new LimitSpec { MemoryMaxBytes = 256 * 1024 * 1024 } });

        var final = await bench.FinalAsync("r1");
        Assert.True(final.Phase == RunPhase.Succeeded
            || final.Reason!.Contains("limits.memoryMaxBytes: 268435456 cannot be applied", StringComparison.Ordinal), final.Reason);
    }

    private static (RunPhase, string?) Short(RunReport report) => (report.Phase, report.Reason);
}
