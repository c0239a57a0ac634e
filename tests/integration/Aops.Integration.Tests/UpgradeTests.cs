using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

public sealed class UpgradeTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task OrderedByHeartbeat_BothHalvesRunTheNewVersion_AndSubAgentsDoNotNotice()
    {
        var ticker = await RunTickerAsync();
        var before = Agent.MustFind(Role.Spm);

        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);

        await WaitForCommitAsync(PublishedPrograms.Second);
        await AssertTickerIsAsync(ticker);
        await AssertOneOfEachAsync();
        // spm replaced its own program: not even its pid has changed.
        Assert.Equal(before.Pid, Agent.MustFind(Role.Spm).Pid);
    }

    [Fact]
    public async Task DuringTrial_KilledSpm_IsNotHeldAgainstTheRelease()
    {
        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);
        await Agent.WaitForAsync(Role.Spm, "is on trial",
            s => s.Agent is { Version: PublishedPrograms.Second, Upgrade.Phase: UpgradePhase.Trial },
            UpgradeTime, Stop);
        var before = Agent.SendTo(Role.Spm, Native.Processes.Signal.SIGKILL);

        await Agent.WaitForSuccessorAsync(Role.Spm, before, Soon, Stop);

        await WaitForCommitAsync(PublishedPrograms.Second);
    }

    [Theory]
    [InlineData(FleetFixture.CrashVersion)]
    [InlineData(FleetFixture.HangVersion)]
    [InlineData(FleetFixture.UnhealthyVersion)]
    [InlineData(FleetFixture.EatsMemoryVersion)]
    [InlineData(FleetFixture.LosesItsBinaryVersion)]
    [InlineData(FleetFixture.CrashesAtOnceVersion)]
    public async Task ReleaseThatFails_IsRolledBack_AndNotTriedAgain(string version)
    {
        // Long enough that eating too much is seen five times in a row before the end of it.
        Agent.EditConf(("trialPeriod", "10s"), ("trialDeadline", "40s"), ("spmMaxMem", "128MiB"));
        var ticker = await RunTickerAsync();

        await Fleet.OrderAsync(Agent, version, Stop);

        var status = await WaitForRollbackAsync(version);
        Assert.NotEmpty(status.Agent.Upgrade!.Reason!);
        await AssertTickerIsAsync(ticker);
        await AssertOneOfEachAsync();
        await AssertNotTriedAgainAsync();
    }

    [Fact]
    public async Task ReleaseThatCrashesLate_IsRolledBack_WithinTheDeadline()
    {
        // It is healthy for two thirds of its trial, each time.
        var deadline = TimeSpan.FromSeconds(120);
        Agent.EditConf(("trialPeriod", "30s"), ("trialDeadline", $"{deadline.TotalSeconds}s"));
        await Fleet.OrderAsync(Agent, FleetFixture.CrashesLateVersion, Stop);

        await Agent.WaitForAsync(Role.Spm, "is rolled back",
            s => s.Agent is
            {
                Version: PublishedPrograms.First,
                Upgrade: { To: FleetFixture.CrashesLateVersion, Phase: UpgradePhase.RolledBack },
            },
            deadline + Soon, Stop);

        await AssertOneOfEachAsync();
    }

    [Fact]
    public async Task Rollback_ByOrder_BringsThePreviousVersionBack_AndItStays()
    {
        var ticker = await RunTickerAsync();
        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);
        await WaitForCommitAsync(PublishedPrograms.Second);

        (await Agent.ServiceAsync(Stop, "rollback", "--timeout", "60s")).MustSucceed();

        await WaitForCommitAsync(PublishedPrograms.First);
        await AssertTickerIsAsync(ticker);
        await AssertOneOfEachAsync();
        // The server's order for the version that was left still stands.
        await AssertNotTriedAgainAsync();
    }

    [Fact]
    public async Task Rollback_WithoutAPreviousVersion_IsRefusedWithASentence()
    {
        var before = Agent.MustFind(Role.Spm);

        var answer = await Agent.ServiceAsync(Stop, "rollback");

        Assert.NotEqual(ExitCodes.Ok, answer.ExitCode);
        Assert.Contains("there is no version before 1.0.0 to return to", answer.Error);
        Assert.Equal(before, Agent.MustFind(Role.Spm));
    }

    [Fact]
    public async Task ReleaseThatFailsItsSelfTest_ChangesNothing()
    {
        var before = Agent.MustFind(Role.Spm);

        await Fleet.OrderAsync(Agent, FleetFixture.SelfTestFailsVersion, Stop);

        await Agent.WaitForAsync(Role.Spm, "has refused it",
            s => s.Agent.Upgrade is { To: FleetFixture.SelfTestFailsVersion, Phase: UpgradePhase.Failed },
            UpgradeTime, Stop);
        Assert.Equal(before, Agent.MustFind(Role.Spm));
    }

    // The order still stands: two heartbeats later nothing has changed.
    private async Task AssertNotTriedAgainAsync()
    {
        var process = Agent.MustFind(Role.Spm);
        for (var i = 0; i < 2; i++)
        {
            var last = (await Agent.WaitForAsync(
                Role.Spm, "a heartbeat", s => s.LastHeartbeatAt is not null, Soon, Stop)).LastHeartbeatAt;
            await Agent.WaitForAsync(Role.Spm, "a further heartbeat", s => s.LastHeartbeatAt > last, UpgradeTime, Stop);
        }
        Assert.Equal(process, Agent.MustFind(Role.Spm));
    }
}
