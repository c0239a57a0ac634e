using System.Diagnostics;
using Aops.Contracts;
using Aops.Native.Processes;

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
        var before = Agent.SendTo(Role.Spa, Signal.SIGKILL);

        await Agent.WaitForSuccessorAsync(Role.Spa, before, Soon, Stop);

        await AssertOneOfEachAsync();
    }

    [Fact]
    public async Task Case_B11_SettingsOfEndlessDepth_AreRefused_AndThePairStays()
    {
        var (spm, spa) = (Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa));
        await File.WriteAllTextAsync(Agent.Layout.Conf, new string('[', 260_000), Stop);

        await WaitFaultOfConfAsync();

        Assert.Equal((spm, spa), (Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa)));
        var clock = Stopwatch.StartNew();
        var status = await Agent.ServiceAsync(Stop, "status");
        Assert.NotEqual(0, status.ExitCode);
        Assert.InRange(status.ExitCode, 1, 127);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"status took {clock.Elapsed}");
        var killed = Agent.SendTo(Role.Spa, Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(Role.Spa, killed, Soon, Stop);
    }

    [Fact]
    public async Task Case_B19_SettingsBehindALinkToElsewhere_AreFollowed()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(Agent.Layout.Root, "srv/conf")).FullName;
        var target = Path.Combine(elsewhere, "conf.yml");
        var settings = await File.ReadAllTextAsync(Agent.Layout.Conf, Stop);
        const string bad = "heartbeatTimeout: soon\n";
        await File.WriteAllTextAsync(target, settings + bad, Stop);
        File.CreateSymbolicLink(Agent.Layout.Conf + ".new", target);
        File.Move(Agent.Layout.Conf + ".new", Agent.Layout.Conf, overwrite: true);
        await WaitFaultOfConfAsync();

        await File.WriteAllTextAsync(target, settings, Stop);
        await Agent.WaitForAsync(Role.Spm, "has no fault", s => s.Agent.Faults.Count == 0, Soon, Stop);

        await File.WriteAllTextAsync(target + ".new", settings + bad, Stop);
        File.Move(target + ".new", target, overwrite: true);
        await WaitFaultOfConfAsync();
    }

    private Task WaitFaultOfConfAsync() => Agent.WaitForAsync(Role.Spm, "reports the fault",
        s => s.Agent.Faults.Any(f => f.Contains("conf.yml", StringComparison.Ordinal)), Soon, Stop);
}
