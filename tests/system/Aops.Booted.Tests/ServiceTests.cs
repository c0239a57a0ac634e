using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

public sealed class ServiceTests(Site site) : BootedTest(site)
{
    [Fact]
    public async Task Install_MakesUnitsThatStartAtBoot_InASliceOfTheirOwn()
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var unit = UnitNames.Of(role);
            Assert.Equal("enabled", await Agent.ShowAsync(unit, "UnitFileState", Stop));
            Assert.Equal(UnitNames.Slice, await Agent.ShowAsync(unit, "Slice", Stop));
            Assert.Equal("notify", await Agent.ShowAsync(unit, "Type", Stop));
            Assert.Equal("0", await Agent.ShowAsync(unit, "LimitCORE", Stop));
            Assert.NotEqual("0", await Agent.ShowAsync(unit, "WatchdogUSec", Stop));
            Assert.StartsWith("version 1.0.0", await Agent.ShowAsync(unit, "StatusText", Stop), StringComparison.Ordinal);
        }
        var status = await Agent.StatusAsync(Stop);
        Assert.Equal("systemd", status["serviceManager"]!.GetValue<string>());
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Stop_KeepsBothDown_AlsoAfterAReboot_UntilStart()
    {
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();

        await AssertDownAsync();
        // An explicit start does not start them either.
        await Agent.SystemctlAsync(Stop, "start", UnitNames.Of(Role.Spm), UnitNames.Of(Role.Spa));
        await AssertDownAsync();
        await Agent.Machine.RebootAsync(Stop);
        await AssertDownAsync();

        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();

        await Agent.WaitHealthyAsync(Stop);
        Assert.NotEqual(0, await Agent.TickerPidAsync(Stop));
    }

    [Fact]
    public async Task Stop_EndsAlsoWhatHangs()
    {
        await Agent.SystemctlAsync(Stop, "kill", "-s", "STOP", UnitNames.Of(Role.Spm), UnitNames.Of(Role.Spa));

        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();

        await AssertDownAsync();
    }

    [Fact]
    public async Task Restart_IsANewPair()
    {
        var before = await Agent.MainPidAsync(Role.Spm, Stop);

        (await Agent.ServiceAsync(Stop, "restart")).MustSucceed();

        await Agent.WaitHealthyAsync(Stop);
        Assert.NotEqual(before, await Agent.MainPidAsync(Role.Spm, Stop));
    }

    [Fact]
    public async Task Uninstall_LeavesNoUnit_NoProcess_NoFile()
    {
        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();

        await AssertDownAsync();
        var units = await Agent.SystemctlAsync(Stop, "list-unit-files", "--no-legend", "aops*");
        Assert.Equal("", units.Output.Trim());
        var loaded = await Agent.SystemctlAsync(Stop, "list-units", "--all", "--no-legend", "--state=loaded", "aops*.service");
        Assert.Equal("", loaded.Output.Trim());
        var left = await Agent.Machine.RunAsync(Stop, "find", "/etc", "/opt", "/run", "/usr", "/var", "-xdev", "-name", "*aops*",
            "-not", "-path", "/var/log/journal/*", "-not", "-path", "/run/systemd/*");
        Assert.Equal("", left.Output.Trim());
    }

    [Fact]
    public async Task InstallAgain_UnderTheControlScript_TakesTheUnitsAway()
    {
        (await Agent.Machine.RunAsync(Stop, "cp", "/opt/aops/bin/aops-agent-service", "/srv/")).MustSucceed();

        (await Agent.Machine.RunAsync(Stop, "/srv/aops-agent-service", "install",
            "--service-manager", "direct", "--version", PublishedPrograms.First)).MustSucceed();

        // Not healthy: the sub-agent asks for limits that only systemd can hold, and is refused.
        var status = await Agent.WaitAsync("both members answer",
            s => s["spm"]!["answers"]!.GetValue<bool>() && s["spa"]!["answers"]!.GetValue<bool>(), Stop);
        Assert.Equal("direct", status["serviceManager"]!.GetValue<string>());
        Assert.Equal("not-found", await Agent.ShowAsync(UnitNames.Of(Role.Spm), "LoadState", Stop));
    }

    [Fact]
    public async Task WithoutBus_SystemctlServes_AndWithoutEither_ASentenceSaysSo()
    {
        (await Agent.SystemctlAsync(Stop, "stop", "dbus.socket", "dbus.service")).MustSucceed();
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        await AssertDownAsync();
        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();
        await Agent.WaitHealthyAsync(Stop);

        (await Agent.Machine.RunAsync(Stop, "rm", "/usr/bin/systemctl")).MustSucceed();

        foreach (var verb in new[] { "stop", "install" })
        {
            var refused = await Agent.ServiceAsync(Stop, verb);
            Assert.NotEqual(ExitCodes.Ok, refused.ExitCode);
            Assert.NotEqual(ExitCodes.Software, refused.ExitCode);
            Assert.Contains("system_bus_socket", refused.Error, StringComparison.Ordinal);
            Assert.Contains("systemctl", refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
        }
    }

    private async Task AssertDownAsync()
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
            Assert.Equal(0, await Agent.MainPidAsync(role, Stop));
        var processes = await Agent.Machine.RunAsync(Stop, "ps", "-eo", "args");
        Assert.DoesNotContain("aops-", processes.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Site.Ticker, processes.Output, StringComparison.Ordinal);
    }
}
