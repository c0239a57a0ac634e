using System.Diagnostics;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>The end of a machine, of its slice and of units, as systemd brings it about.</summary>
public sealed class MachineEndTests(Site site, EndMachine machine) : IClassFixture<EndMachine>, IAsyncLifetime
{
    private static readonly TimeSpan StayTime = TimeSpan.FromSeconds(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private BootedAgent Agent => machine.Agent;

    public async ValueTask InitializeAsync()
    {
        site.RequireMachines();
        await machine.BootAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(await Agent.StoryAsync());
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Case_D1_Reboot_IsNoDeathOfASubAgent_WhateverItsPolicy()
    {
        var end = await machine.RebootAsync(Stop);

        Assert.Equal(end.RestartsBefore, end.RestartsAfter);
    }

    [Fact]
    public async Task Case_D3_Shutdown_EndsWhatDependsFirst()
    {
        var end = await machine.RebootAsync(Stop);

        Assert.Contains("ends, store there", end.Front, StringComparison.Ordinal);
        Assert.DoesNotContain("gone", end.Front, StringComparison.Ordinal);
    }

    // The unit of the running one keeps that of the dead one loaded; a restarted manager does not know why.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case_D3_OneThatOthersAreOrderedAfter_ComesBackBesideThem(bool isManagerNew)
    {
        var (front, store) = (
            await machine.MainPidAsync(EndScripts.Front, Stop), await machine.MainPidAsync(EndScripts.Store, Stop));
        if (isManagerNew)
        {
            (await Agent.SystemctlAsync(Stop, "restart", UnitNames.Of(Role.Spm))).MustSucceed();
            await Agent.WaitHealthyAsync(Stop);
        }

        (await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", UnitNames.OfSubAgent(EndScripts.Store))).MustSucceed();

        await machine.WaitReplacedAsync(EndScripts.Store, store, Stop);
        await machine.WaitUpAsync(Stop);
        Assert.Equal(front, await machine.MainPidAsync(EndScripts.Front, Stop));
    }

    [Fact]
    public async Task Case_D8_Shutdown_IsToldFromDeaths_AndNothingIsRevived()
    {
        var end = await machine.RebootAsync(Stop);

        foreach (var sentence in new[]
        {
            "is destructive", "ended too often", "cannot be started", "starts aops-spm again", "starts aops-spa again",
            "was asked to start",
        })
        {
            Assert.DoesNotContain(sentence, end.Pair, StringComparison.Ordinal);
        }
        Assert.Contains("the machine shuts down", end.Pair, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kill -s KILL aops.slice")]
    [InlineData("kill -s KILL aops-agent-end-store.service aops-agent-end-front.service")]
    [InlineData("stop aops.slice")]
    public async Task Case_D2_AllOfTheSliceEnds_AndWhatDependsComesBackLast(string harm)
    {
        var (front, before) = (new LogMark(Agent, EndScripts.Front), await machine.MainPidAsync(EndScripts.Front, Stop));
        var restarts = await machine.RestartsAsync(Stop);

        // A stop of the slice is cancelled as soon as the pair is back, and then it fails.
        await Agent.SystemctlAsync(Stop, harm.Split(' '));

        await machine.WaitReplacedAsync(EndScripts.Front, before, Stop);
        if (harm.StartsWith("kill", StringComparison.Ordinal))
        {
            // A kill is a death, and one whose policy is not to come back does not.
            await machine.RestartAsync(EndScripts.Never, Stop);
        }
        await machine.WaitUpAsync(Stop);
        await Eventually.HoldsAsync("it has begun", BootedAgent.Soon,
            () => front.Added.Contains("begins", StringComparison.Ordinal), Stop);
        Assert.DoesNotContain("gone", front.Added, StringComparison.Ordinal);
        if (harm.StartsWith("stop", StringComparison.Ordinal)) Assert.Equal(restarts, await machine.RestartsAsync(Stop));
    }

    [Theory]
    [InlineData("stop aops.slice")]
    [InlineData("stop aops-spm.service aops-spa.service")]
    [InlineData("stop aops-spa.service aops-spm.service")]
    [InlineData("restart aops-spm.service aops-spa.service")]
    public async Task Case_D2_BothMembersStoppedAtOnce_AreBack(string order)
    {
        // Which of the two ends first is a race.
        for (var turn = 0; turn < 4; turn++)
        {
            var before = await Agent.StatusAsync(Stop);

            await Agent.SystemctlAsync(Stop, order.Split(' '));

            await Agent.WaitAsync("other processes are healthy", after =>
                after["state"]!.GetValue<string>() == "healthy" && new[] { Role.Spm, Role.Spa }.All(role =>
                    BootedAgent.PidOf(after, role) != BootedAgent.PidOf(before, role)), Stop);
            await machine.WaitUpAsync(Stop);
        }
    }

    [Fact]
    public async Task Case_D6_UnitThatSomebodyRestarted_IsTakenUp_AndNobodyWaitsForIt()
    {
        // Deaths in a row end with an order: other cases have left some.
        await machine.RestartAsync(EndScripts.Limited, Stop);
        var (before, other) = (await Agent.StatusAsync(Stop), await machine.MainPidAsync(EndScripts.Limited, Stop));

        (await Agent.SystemctlAsync(Stop, "restart", UnitNames.OfSubAgent(EndScripts.Never))).MustSucceed();

        var again = await machine.MainPidAsync(EndScripts.Never, Stop);
        var clock = Stopwatch.StartNew();
        (await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", UnitNames.OfSubAgent(EndScripts.Limited))).MustSucceed();
        await machine.WaitReplacedAsync(EndScripts.Limited, other, Stop);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"the other was back after {clock.Elapsed}");
        var status = await Agent.WaitAsync("the new process is taken up", s =>
            EndMachine.EntryOf(s, EndScripts.Never)?["pid"]?.GetValue<int>() == again, Stop);
        Assert.Equal(RestartsOf(before, EndScripts.Never) + 1, RestartsOf(status, EndScripts.Never));
        Assert.Equal(again, await machine.MainPidAsync(EndScripts.Never, Stop));
        // The order resets the deaths in a row for the next case.
        await machine.RestartAsync(EndScripts.Limited, Stop);
    }

    [Fact]
    public async Task Case_D6_UnitThatSomebodyStopped_IsBack_AndThatWasNoDeath()
    {
        var (before, pid) = (await machine.RestartsAsync(Stop), await machine.MainPidAsync(EndScripts.Never, Stop));

        (await Agent.SystemctlAsync(Stop, "stop", UnitNames.OfSubAgent(EndScripts.Never))).MustSucceed();

        await machine.WaitReplacedAsync(EndScripts.Never, pid, Stop);
        await machine.WaitUpAsync(Stop);
        Assert.Equal(before, await machine.RestartsAsync(Stop));
    }

    [Fact]
    public async Task Case_D6_UnitThatSomebodyMasked_StaysDown_AndSaysWhy_UntilItIsAllowed()
    {
        var unit = UnitNames.OfSubAgent(EndScripts.Front);
        // The transient unit is there until it is gone: a mask holds for the next start.
        (await Agent.Machine.RunAsync(Stop, "ln", "-s", "/dev/null", "/etc/systemd/system/" + unit)).MustSucceed();
        try
        {
            (await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", unit)).MustSucceed();
            await Agent.WaitAsync("it says that it is masked", s => EndMachine.EntryOf(s, EndScripts.Front)?["fault"]
                ?.GetValue<string>().Contains("masked", StringComparison.Ordinal) == true, Stop);
        }
        finally
        {
            (await Agent.SystemctlAsync(Stop, "unmask", unit)).MustSucceed();
        }
        await machine.WaitUpAsync(Stop);
    }

    [Fact]
    public async Task Case_D6_FrozenUnitWithASetProperty_IsLeftAlone_AndKeepsItForItsNextStart()
    {
        var unit = UnitNames.OfSubAgent(EndScripts.Store);
        var pid = await machine.MainPidAsync(EndScripts.Store, Stop);
        (await Agent.SystemctlAsync(Stop, "set-property", unit, "CPUWeight=77")).MustSucceed();
        try
        {
            // A container may not permit it; then there is nothing to thaw.
            var frozen = await Agent.SystemctlAsync(Stop, "freeze", unit);
            if (frozen.ExitCode == 0) (await Agent.SystemctlAsync(Stop, "thaw", unit)).MustSucceed();
            Assert.Equal(pid, await machine.MainPidAsync(EndScripts.Store, Stop));

            (await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", unit)).MustSucceed();

            await Eventually.HoldsAsync("it is back", BootedAgent.Soon, async token =>
                await machine.MainPidAsync(EndScripts.Store, token) is > 0 and var now && now != pid, Stop);
            Assert.Equal("77", await Agent.ShowAsync(unit, "CPUWeight", Stop));
        }
        finally
        {
            (await Agent.SystemctlAsync(Stop, "revert", unit)).MustSucceed();
        }
        await machine.WaitUpAsync(Stop);
    }

    [Fact]
    public async Task Case_D14_AnotherTarget_LeavesAllOfItAlone()
    {
        var before = await Agent.StatusAsync(Stop);

        (await Agent.SystemctlAsync(Stop, "isolate", "multi-user.target")).MustSucceed();

        await machine.WaitUpAsync(Stop);
        var after = await Agent.StatusAsync(Stop);
        foreach (var name in EndScripts.Names)
            Assert.Equal(PidOf(before, name), PidOf(after, name));
        Assert.Equal(BootedAgent.PidOf(before, Role.Spm), BootedAgent.PidOf(after, Role.Spm));
    }

    [Theory]
    [InlineData("isolate", "rescue")]
    [InlineData("start", "rescue")]
    [InlineData("isolate", "emergency")]
    public async Task Case_D14_Rescue_KeepsAllDown_AndTheWayBackBringsAllUp(string verb, string mode)
    {
        var restarts = await machine.RestartsAsync(Stop);
        // What would run there is a shell on a console, which a container has not.
        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            $"mkdir -p /run/systemd/system/{mode}.service.d && printf '[Service]\\nExecStartPre=\\nExecStart=\\n"
            + $"ExecStart=/bin/sleep infinity\\n' >/run/systemd/system/{mode}.service.d/shell.conf && systemctl daemon-reload"))
            .MustSucceed();

        (await Agent.SystemctlAsync(Stop, verb, "--no-block", $"{mode}.target")).MustSucceed();
        await Eventually.HoldsAsync("it is in that mode", BootedAgent.Soon, async token =>
            await Agent.ShowAsync($"{mode}.target", "ActiveState", token) == "active", Stop);

        var clock = Stopwatch.StartNew();
        do
        {
            var units = await Agent.SystemctlAsync(
                Stop, "list-units", "--no-legend", "--plain", "--state=active,activating", "aops-*.service");
            Assert.Equal("", units.Output.Trim());
        }
        while (clock.Elapsed < StayTime);

        (await Agent.SystemctlAsync(Stop, "isolate", "--no-block", "multi-user.target")).MustSucceed();
        await machine.WaitUpAsync(Stop);
        Assert.Equal(restarts, await machine.RestartsAsync(Stop));
    }

    private static int RestartsOf(JsonNode status, string name) =>
        EndMachine.EntryOf(status, name)!["restarts"]!.GetValue<int>();

    private static int PidOf(JsonNode status, string name) => EndMachine.EntryOf(status, name)!["pid"]!.GetValue<int>();
}
