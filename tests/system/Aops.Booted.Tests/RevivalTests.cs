using Aops.Contracts;
using Aops.Native.Processes;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

// One machine for many harms: each test of it costs a boot and an install.
public sealed class RevivalTests(Site site) : BootedTest(site)
{
    [Fact]
    public async Task WhateverIsDoneToAHalf_ItsUnitIsBack_AndSubAgentsDoNotNotice()
    {
        foreach (var role in new[] { Role.Spm, Role.Spa }) await HarmAsync(role);
    }

    [Fact]
    public async Task BothKilledAtOnce_SystemdBringsThemBack()
    {
        var spa = await Agent.MainPidAsync(Role.Spa, Stop);
        await ReplaceAsync(Role.Spm, () => Agent.SystemctlAsync(
            Stop, "kill", "-s", "KILL", UnitNames.Of(Role.Spm), UnitNames.Of(Role.Spa)));

        Assert.NotEqual(spa, await Agent.MainPidAsync(Role.Spa, Stop));
    }

    [Theory]
    [InlineData(Role.Spm)]
    [InlineData(Role.Spa)]
    public async Task MaskedUnit_IsAllowedAgain(Role role)
    {
        // As a package has them: a file in /etc could not be masked at all.
        var unit = UnitNames.Of(role);
        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            "mv /etc/systemd/system/aops* /usr/lib/systemd/system/ && systemctl daemon-reload")).MustSucceed();
        (await Agent.SystemctlAsync(Stop, "mask", unit)).MustSucceed();
        Assert.Equal("masked", await Agent.ShowAsync(unit, "LoadState", Stop));

        await ReplaceAsync(role, () => Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", unit));

        Assert.Equal("loaded", await Agent.ShowAsync(unit, "LoadState", Stop));
    }

    [Fact]
    public async Task DeletedUnitFile_TheHalfComesBackAllTheSame()
    {
        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            "rm /etc/systemd/system/aops-spm.service && systemctl daemon-reload")).MustSucceed();

        await ReplaceAsync(Role.Spm, () => Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", UnitNames.Of(Role.Spm)));
    }

    [Fact]
    public async Task BusRestarted_AndSystemdExecutedAnew_NothingIsLost()
    {
        var spm = await Agent.MainPidAsync(Role.Spm, Stop);

        (await Agent.SystemctlAsync(Stop, "restart", "dbus.service")).MustSucceed();
        (await Agent.SystemctlAsync(Stop, "daemon-reexec")).MustSucceed();

        await AssertHealthyAsync();
        Assert.Equal(spm, await Agent.MainPidAsync(Role.Spm, Stop));
        foreach (var role in new[] { Role.Spm, Role.Spa })
            await ReplaceAsync(role, () => Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", UnitNames.Of(role)));
        // Without any bus systemctl is asked, and systemd-run starts sub-agents.
        (await Agent.SystemctlAsync(Stop, "stop", "dbus.socket", "dbus.service")).MustSucceed();
        foreach (var role in new[] { Role.Spm, Role.Spa })
            await ReplaceAsync(role, () => Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", UnitNames.Of(role)));
        var unit = UnitNames.OfSubAgent(Site.Ticker);
        var before = await Agent.ShowAsync(unit, "Environment", Stop);
        await KillTickerAsync();
        Assert.Equal($"{Ticker}", await Agent.ShowAsync(unit, "MainPID", Stop));
        Assert.Equal(before, await Agent.ShowAsync(unit, "Environment", Stop));
    }

    [Fact]
    public async Task WithoutLibsystemd_ThePairIsRevivedAndSubAgentsAreStarted()
    {
        const string library = "/usr/lib/x86_64-linux-gnu/libsystemd.so.0";
        await RestartWithAsync($"InaccessiblePaths={library}");

        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            await ReplaceAsync(role, () => Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", UnitNames.Of(role)));
            // What stands in its place for the unit is empty.
            var seen = await Agent.Machine.RunAsync(Stop, "stat", "-L", "-c", "%s",
                $"/proc/{await Agent.MainPidAsync(role, Stop)}/root{library}");
            Assert.Equal("0", seen.MustSucceed().Output.Trim());
        }
        await KillTickerAsync();
    }

    [Fact]
    public async Task HungHalves_AreKilledByTheWatchdog_WhenNeitherCanHelpTheOther()
    {
        await RestartWithAsync("WatchdogSec=9");
        var (spm, spa) = (await Agent.MainPidAsync(Role.Spm, Stop), await Agent.MainPidAsync(Role.Spa, Stop));

        await Agent.SystemctlAsync(Stop, "kill", "-s", "STOP", UnitNames.Of(Role.Spm), UnitNames.Of(Role.Spa));

        await Harness.Eventually.HoldsAsync("both were replaced", BootedAgent.Soon, async token =>
            await Agent.MainPidAsync(Role.Spm, token) is > 0 and var newSpm && newSpm != spm
            && await Agent.MainPidAsync(Role.Spa, token) is > 0 and var newSpa && newSpa != spa, Stop);
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Reboot_EverythingIsUpAgain()
    {
        await Agent.Machine.RebootAsync(Stop);

        await Agent.WaitHealthyAsync(Stop);
        Assert.NotEqual(0, await Agent.TickerPidAsync(Stop));
    }

    // Both units with one more setting, by a drop-in of this boot.
    private async Task RestartWithAsync(string setting)
    {
        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            "for h in spm spa; do mkdir -p /run/systemd/system/aops-$h.service.d; "
            + $"printf '[Service]\\n{setting}\\n' >/run/systemd/system/aops-$h.service.d/test.conf; done; "
            + "systemctl daemon-reload; systemctl restart aops-spa; systemctl restart aops-spm")).MustSucceed();
        await AssertHealthyAsync();
    }

    private async Task KillTickerAsync()
    {
        (await Agent.Machine.RunAsync(Stop, "kill", "-KILL", $"{Ticker}")).MustSucceed();
        var killed = Ticker;
        await Harness.Eventually.HoldsAsync("the sub-agent runs again", BootedAgent.Soon, async token =>
            (Ticker = await Agent.TickerPidAsync(token)) != killed, Stop);
    }
}
