using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

public sealed class UpgradeTests(Site site) : BootedTest(site)
{
    private static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Upgrade_TheUnitsStayUp_WithTheSameProcesses()
    {
        var (spm, spa) = (await Agent.MainPidAsync(Role.Spm, Stop), await Agent.MainPidAsync(Role.Spa, Stop));
        var seen = new HashSet<string>();

        await Agent.OrderVersionAsync(PublishedPrograms.Second, Stop);
        await WaitForEndAsync("success", seen);

        await AssertHealthyAsync();
        Assert.Equal(spm, await Agent.MainPidAsync(Role.Spm, Stop));
        Assert.Equal(spa, await Agent.MainPidAsync(Role.Spa, Stop));
        // An image that replaces itself is reloading to systemd; it never is down.
        Assert.Subset(new HashSet<string> { "active", "reloading" }, seen);
        Assert.StartsWith($"version {PublishedPrograms.Second}",
            await Agent.ShowAsync(UnitNames.Of(Role.Spm), "StatusText", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrade_BringsTheUnitFilesOfTheVersion_AndLeavesDropIns()
    {
        var unit = UnitNames.Of(Role.Spm);
        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            $"echo '# of an older version' >>/etc/systemd/system/{unit}; mkdir -p /etc/systemd/system/{unit}.d; "
            + $"printf '[Service]\\nNice=3\\n' >/etc/systemd/system/{unit}.d/nice.conf; systemctl daemon-reload")).MustSucceed();

        await Agent.OrderVersionAsync(PublishedPrograms.Second, Stop);
        await WaitForEndAsync("success", []);

        await Eventually.HoldsAsync("the unit file is that of the version", BootedAgent.Soon, async token =>
            (await Agent.Machine.RunAsync(token, "cmp",
                $"/etc/systemd/system/{unit}", $"/opt/aops/releases/{PublishedPrograms.Second}/units/{unit}")).ExitCode == 0
            && await Agent.ShowAsync(unit, "NeedDaemonReload", token) == "no", Stop);
        Assert.Equal("3", await Agent.ShowAsync(unit, "Nice", Stop));
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task CrashOnTrial_IsRolledBack_AndTheUnitIsUp()
    {
        await Agent.OrderVersionAsync(Site.CrashVersion, Stop);
        await WaitForEndAsync("rolled-back", []);

        var status = await Agent.WaitAsync("spm answers",
            s => s["spm"]!["answers"]!.GetValue<bool>() && s["spa"]!["answers"]!.GetValue<bool>(), Stop);
        Assert.Equal(PublishedPrograms.First, status["version"]!.GetValue<string>());
        // It answers a moment before it tells systemd that it is up.
        await Eventually.HoldsAsync("the unit is up", BootedAgent.Soon, async token =>
            await Agent.ShowAsync(UnitNames.Of(Role.Spm), "ActiveState", token) == "active", Stop);
        Assert.Equal(Ticker, await Agent.TickerPidAsync(Stop));
    }

    private async Task WaitForEndAsync(string phase, HashSet<string> states) =>
        await Eventually.GetAsync($"the upgrade ended as {phase}", UpgradeTime, async token =>
        {
            foreach (var role in new[] { Role.Spm, Role.Spa })
                states.Add(await Agent.ShowAsync(UnitNames.Of(role), "ActiveState", token));
            var upgrade = (await Agent.StatusAsync(token))["upgrade"];
            return upgrade?["phase"]?.GetValue<string>() == phase ? upgrade : null;
        }, Stop);
}
