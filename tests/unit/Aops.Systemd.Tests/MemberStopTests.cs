using Aops.Contracts;
using Aops.Systemd.Client;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Tests;

/// <summary>What a member of the pair does when systemd was told to stop it.</summary>
public sealed class MemberStopTests : BusTest
{
    private const string ByPeer = "aops-spm starts aops-spa again";
    private const string ByItself = "aops-spm is stopped too, so systemd was asked to start aops-spa again";

    [Theory]
    // A kill: no job, and the unit restarts it.
    [InlineData("running", false, "active", false, ByPeer)]
    [InlineData("running", false, "deactivating", true, ByPeer)]
    // A stop of this one alone.
    [InlineData("running", true, "active", false, ByPeer)]
    // A stop of both, in each state that the other may be in by then.
    [InlineData("running", true, "active", true, ByItself)]
    [InlineData("running", true, "deactivating", true, ByItself)]
    [InlineData("running", true, "inactive", false, ByItself)]
    [InlineData("running", true, "failed", false, ByItself)]
    // Restarts of both.
    [InlineData("running", true, "activating", true, ByItself)]
    [InlineData("stopping", true, "deactivating", true, "the machine shuts down")]
    [InlineData("maintenance", true, "deactivating", true, "the machine is in rescue mode")]
    public void Case_D2_StopOfBothMembers_IsUndoneByThemselves(
        string machine, bool hasJob, string peer, bool peerHasJob, string follows)
    {
        Systemd.Properties[("/org/freedesktop/systemd1", "SystemState")] = machine;
        Show(Role.Spa, "deactivating", hasJob);
        Show(Role.Spm, peer, peerHasJob);

        var isMachineEnding = machine is "stopping" or "maintenance";
        Assert.Equal(new StopConsequence(follows, isMachineEnding), MemberStop.Resolve(Client, Role.Spa));

        Assert.Equal(
            follows == ByItself ? ["StartUnit(aops-spa.service,replace)"] : Array.Empty<string>(),
            Systemd.Calls.Where(call => call.StartsWith("StartUnit", StringComparison.Ordinal)));
    }

    [Fact]
    public void SystemdThatRefuses_IsSaid()
    {
        Systemd.Properties[("/org/freedesktop/systemd1", "SystemState")] = "running";
        Show(Role.Spa, "deactivating", true);
        Show(Role.Spm, "inactive", false);
        Systemd.Errors["StartUnit"] = ("org.freedesktop.systemd1.TransactionIsDestructive", "it is destructive");

        Assert.Contains("it is destructive", MemberStop.Resolve(Client, Role.Spa).Clause, StringComparison.Ordinal);
    }

    private void Show(Role role, string active, bool hasJob)
    {
        var unit = UnitNames.Of(role);
        Systemd.Show(unit, active, active, 7);
        if (hasJob)
            Systemd.Properties[(UnitNames.PathOf(unit), "Job")] = Struct.Create(7u, new ObjectPath("/job/7"));
    }
}
