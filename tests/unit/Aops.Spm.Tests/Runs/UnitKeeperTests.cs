using Aops.Contracts.SubAgents;
using Aops.Launch.Runs;
using Aops.Layout;
using Aops.Spm.Runs;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Spm.Tests.Runs;

public sealed class UnitKeeperTests
{
    private static readonly AopsLayout Layout = new("/srv/root");

    [Fact]
    public void Unit_ExecutesTheLaunchersVerb_WithinItsLimits()
    {
        var unit = new UnitKeeperStarter(Layout, "/opt/launch").Describe(
            "r1+a", new LimitSpec { MemoryMaxBytes = 1000, TasksMax = 5, CpuQuotaPercent = 50 }, TimeSpan.FromSeconds(7));

        Assert.Equal(@"aops-run-r1\x2ba.service", unit.Name);
        Assert.True(UnitNames.IsValid(unit.Name));
        var command = Assert.IsType<UnitProperty.Command>(Of(unit, "ExecStart"));
        Assert.Equal(["/opt/launch", RunLaunch.Verb, "--root", "/srv/root", "r1+a"], command.Arguments);
        Assert.Equal(new UnitProperty.Text("mixed"), Of(unit, "KillMode"));
        Assert.Equal(new UnitProperty.Amount(1000), Of(unit, "MemoryMax"));
        Assert.Equal(new UnitProperty.Amount(500_000), Of(unit, "CPUQuotaPerSecUSec"));
        Assert.True(Assert.IsType<UnitProperty.Amount>(Of(unit, "TasksMax")).Value > 5);
        Assert.True(Assert.IsType<UnitProperty.Amount>(Of(unit, "TimeoutStopUSec")).Value > 7_000_000);
    }

    [Fact]
    public void RunWithoutLimits_HasNone()
    {
        var unit = new UnitKeeperStarter(Layout, "/opt/launch").Describe("r1", new LimitSpec(), TimeSpan.Zero);

        Assert.DoesNotContain(unit.Properties, p => p.Name is "MemoryMax" or "TasksMax" or "CPUQuotaPerSecUSec");
    }

    private static UnitProperty Of(TransientUnit unit, string name) =>
        unit.Properties.Single(p => p.Name == name).Value;
}
