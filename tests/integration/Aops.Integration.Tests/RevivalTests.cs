using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

public sealed class RevivalTests(FleetFixture fixture) : AgentTest(fixture)
{
    private const int Kills = 10;

    [Theory]
    [InlineData(Role.Spm)]
    [InlineData(Role.Spa)]
    public async Task KilledHalf_IsBackEachTime_AndSubAgentsDoNotNotice(Role role)
    {
        var ticker = await RunTickerAsync();
        var random = new Random(20_240 + (int)role);
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(random.Next(300), Stop);
            var before = Agent.SendTo(role, Signal.SIGKILL);
            await Agent.WaitForSuccessorAsync(role, before, Soon, Stop);
        }
        await AssertOneOfEachAsync();
        await AssertTickerIsAsync(ticker);
    }

    [Theory]
    [InlineData(Role.Spm)]
    [InlineData(Role.Spa)]
    public async Task StoppedHalf_CountsAsHung_AndIsReplaced(Role role)
    {
        var before = Agent.SendTo(role, Signal.SIGSTOP);

        await Agent.WaitForSuccessorAsync(role, before, Soon, Stop);

        await AssertOneOfEachAsync();
        Assert.False(before.IsAlive);
    }

    [Theory]
    [InlineData(Role.Spm)]
    [InlineData(Role.Spa)]
    public async Task TerminatedHalf_IsBack_BecauseNobodyOrderedAStop(Role role)
    {
        var before = Agent.SendTo(role, Signal.SIGTERM);

        await Agent.WaitForSuccessorAsync(role, before, Soon, Stop);

        await AssertOneOfEachAsync();
    }

    [Theory]
    [InlineData(Role.Spm)]
    [InlineData(Role.Spa)]
    public async Task ProgramDeletedAndHalfKilled_IsPutBackFromTheKeptPackage(Role role)
    {
        var ticker = await RunTickerAsync();
        var program = Agent.Layout.SlotProgram(Harness.PublishedPrograms.First, role);
        File.Delete(program);

        var before = Agent.SendTo(role, Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(role, before, Soon, Stop);

        Assert.True(File.Exists(program));
        await AssertOneOfEachAsync();
        await AssertTickerIsAsync(ticker);
    }

    [Fact]
    public async Task BothKilled_StartTakesSubAgentsUpAgain()
    {
        var ticker = await RunTickerAsync();
        var (spm, spa) = (Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa));
        while (spm.IsAlive || spa.IsAlive)
        {
            // One may have been revived between the two kills.
            foreach (var role in new[] { Role.Spa, Role.Spm })
                if (Agent.ProcessOf(role) is { } process) Signal.Send(process.Pid, Signal.SIGKILL);
            await Task.Delay(20, Stop);
        }

        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();

        await AssertOneOfEachAsync();
        await AssertTickerIsAsync(ticker);
    }

    [Fact]
    public async Task Stop_KeepsBothDown_UntilStart()
    {
        await RunTickerAsync();

        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();

        Assert.Null(Agent.ProcessOf(Role.Spm));
        Assert.Null(Agent.ProcessOf(Role.Spa));
        Assert.Empty(Harness.ProcessesWithin.Find(Agent.Layout.Root));
        Assert.Equal(ExitCodes.NotRunning, (await Agent.ServiceAsync(Stop, "status")).ExitCode);
        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();
        await AssertOneOfEachAsync();
    }

    [Theory]
    [InlineData(Role.Spm)]
    [InlineData(Role.Spa)]
    public async Task SecondCopy_GivesWayToTheFirst(Role role)
    {
        var program = Agent.Layout.SlotProgram(Harness.PublishedPrograms.First, role);

        var second = await Harness.Command.RunAsync(program, ["--root", Agent.Layout.Root], Stop);

        Assert.Equal(ExitCodes.AlreadyRunning, second.ExitCode);
        await AssertOneOfEachAsync();
    }
}
