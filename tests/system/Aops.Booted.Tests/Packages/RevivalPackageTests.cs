using Aops.Contracts;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests.Packages;

// What RevivalTests does to an installation by curl, on one machine.
public abstract class RevivalPackageTests : PackageTest
{
    private protected RevivalPackageTests(PackageSite site, IPackager packager) : base(site, packager)
    {
    }

    [Fact]
    public async Task WhateverIsDoneToAHalf_ItIsBack_AndThePackageStaysAsItWas()
    {
        Ticker = await EnrolAsync();
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            await HarmAsync(role);
            (await Agent.SystemctlAsync(Stop, "mask", UnitNames.Of(role))).MustSucceed();
            await ReplaceAsync(role, () => Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", UnitNames.Of(role)));
        }
        (await Agent.SystemctlAsync(Stop, "restart", "dbus.service")).MustSucceed();
        (await Agent.SystemctlAsync(Stop, "daemon-reexec")).MustSucceed();
        await AssertHealthyAsync();
        await AssertCleanAsync();

        await Agent.Machine.RebootAsync(Stop);

        await Agent.WaitHealthyAsync(Stop);
        Assert.NotEqual(0, await Agent.TickerPidAsync(Stop));
        await AssertCleanAsync();
    }
}
