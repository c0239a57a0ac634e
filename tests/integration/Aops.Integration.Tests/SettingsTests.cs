using Aops.Contracts;

namespace Aops.Integration.Tests;

public sealed class SettingsTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task BadEdit_IsRefusedWithFileLineAndReason_AndTheOldSettingsStay()
    {
        var spm = Agent.MustFind(Role.Spm);
        var line = File.ReadAllLines(Agent.Layout.Conf).Length;

        Agent.EditConf(("heartbeatInterval", "soon"));

        var status = await Agent.WaitForAsync(
            Role.Spm, "reports the fault", s => s.Agent.Faults.Count > 0, Soon, Stop);
        var fault = Assert.Single(status.Agent.Faults, f => f.Contains("heartbeatInterval"));
        Assert.Contains("conf.yml", fault);
        Assert.Matches(@":\d+", fault);
        Assert.True(line > 0);
        Assert.Equal(spm, Agent.MustFind(Role.Spm));
    }

    [Fact]
    public async Task CuredEdit_ClearsTheFault()
    {
        Agent.EditConf(("heartbeatInterval", "soon"));
        await Agent.WaitForAsync(Role.Spm, "reports the fault", s => s.Agent.Faults.Count > 0, Soon, Stop);

        Agent.EditConf(("heartbeatInterval", "20s"));

        await Agent.WaitForAsync(Role.Spm, "has no fault", s => s.Agent.Faults.Count == 0, Soon, Stop);
    }

    [Fact]
    public async Task UnreadableYaml_DoesNotKeepAHalfFromStarting()
    {
        await File.WriteAllTextAsync(Agent.Layout.Conf, "heartbeatSrv: [\n", Stop);
        var before = Agent.SendTo(Role.Spa, Native.Processes.Signal.SIGKILL);

        await Agent.WaitForSuccessorAsync(Role.Spa, before, Soon, Stop);

        await AssertOneOfEachAsync();
    }
}
