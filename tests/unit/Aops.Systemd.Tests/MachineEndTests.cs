using Aops.Systemd.Client;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Tests;

public sealed class MachineEndTests : BusTest
{
    private static readonly string[] Targets = ["shutdown.target", "rescue.target", "emergency.target"];

    [Theory]
    [InlineData("running", null, null)]
    [InlineData("degraded", null, null)]
    [InlineData("offline", null, null)]
    [InlineData("stopping", null, "the machine shuts down")]
    [InlineData("maintenance", null, "the machine is in rescue mode")]
    [InlineData("starting", null, null)]
    [InlineData("starting", "shutdown.target", "the machine shuts down")]
    [InlineData("initializing", "emergency.target", "the machine is in rescue mode")]
    public void Case_D8_End_IsToldByTheStateOfTheWhole_AndInABootByTheTargets(string state, string? coming, string? end)
    {
        Systemd.Properties[("/org/freedesktop/systemd1", "SystemState")] = state;
        foreach (var target in Targets)
        {
            Systemd.Show(target, "inactive", "dead", 0);
            if (target == coming)
                Systemd.Properties[(UnitNames.PathOf(target), "Job")] = Struct.Create(7u, new ObjectPath("/job/7"));
        }

        Assert.Equal(end, MachineEnd.Of(Client));
    }

    [Fact]
    public void SystemdThatCannotTell_IsNoEnd() => Assert.Null(MachineEnd.Of(Client));

    [Theory]
    [InlineData("success", 10, 20, true)]
    [InlineData("exit-code", 10, 20, true)]
    [InlineData("signal", 20, 10, false)]
    [InlineData("signal", 10, 10, false)]
    [InlineData("oom-kill", 10, 20, false)]
    [InlineData("exit-code", 0, 20, false)]
    public void Service_WasStopped_IfItsStopCameBeforeItsEnd(string result, ulong activeExit, ulong mainExit, bool was) =>
        Assert.Equal(was, new ServiceEnd(result, activeExit, mainExit).WasStopped);

    [Fact]
    public void ResultOf_NeverWaits_AndKnowsTheEndOfAJob()
    {
        var job = Client.Start(Unit);
        Systemd.Show(Unit, "activating", "start", 7);
        Systemd.Properties[(UnitNames.PathOf(Unit), "Job")] = Struct.Create(1u, new ObjectPath("/job/1"));

        Assert.Null(Client.ResultOf(job));
        Assert.True(Client.HasJob(Unit));
        Systemd.EndJob(job.Path, Unit, "canceled");
        JobResult? result = null;
        SpinWait.SpinUntil(() => (result = Client.ResultOf(job)) is not null, Soon);

        Assert.Equal(JobResult.Canceled, result);
        Assert.False(Client.HasJob(Unit));
    }
}
