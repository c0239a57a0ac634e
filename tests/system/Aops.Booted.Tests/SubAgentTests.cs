using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

public sealed class SubAgentTests(Site site) : BootedTest(site)
{
    private static readonly string TickerUnit = UnitNames.OfSubAgent(Site.Ticker);

    [Fact]
    public async Task SubAgent_IsAUnitOfTheSlice_WithItsLimits()
    {
        Assert.Equal(Ticker, await PidOfUnitAsync());
        Assert.Equal(UnitNames.Slice, await Agent.ShowAsync(TickerUnit, "Slice", Stop));
        Assert.Equal("67108864", await Agent.ShowAsync(TickerUnit, "MemoryMax", Stop));
        Assert.Equal("32", await Agent.ShowAsync(TickerUnit, "TasksMax", Stop));
        Assert.Equal("500ms", await Agent.ShowAsync(TickerUnit, "CPUQuotaPerSecUSec", Stop));
        Assert.Equal("yes", await Agent.ShowAsync(TickerUnit, "NoNewPrivileges", Stop));
        // No restriction of spm's own unit applies to it.
        Assert.Equal("no", await Agent.ShowAsync(TickerUnit, "MemoryDenyWriteExecute", Stop));
        await Eventually.HoldsAsync("its output is in its log", BootedAgent.Soon,
            () => File.ReadAllText(Agent.Files.Layout.SubAgentLog(Site.Ticker)).StartsWith("started", StringComparison.Ordinal), Stop);
    }

    [Fact]
    public Task SubAgentOfAnotherUser_ReachesItsProgramAndItsData() => AssertReachesItsOwnAsNobodyAsync();

    [Fact]
    public async Task Sec_L11_NameWithAPlus_IsAUnitThatIsTakenUpAndGoesWithItsSubAgent()
    {
        var unit = UnitNames.OfSubAgent(Site.PlusTicker);
        var plus = await Agent.RunTickerAsync(Stop, Site.PlusTicker);
        Assert.Equal($"{plus}", await Agent.ShowAsync(unit, "MainPID", Stop));

        (await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", UnitNames.Of(Role.Spm))).MustSucceed();
        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal(plus, await Agent.TickerPidAsync(Stop, Site.PlusTicker));

        await Agent.RunTickerAsync(Stop);
        await Eventually.HoldsAsync("its unit is gone", BootedAgent.Soon,
            async token => await Agent.ShowAsync(unit, "ActiveState", token) == "inactive", Stop);
    }

    [Fact]
    public async Task Daemon_IsFollowed_AlsoByTheNextSpm_AndStartedAgain()
    {
        var daemon = await Agent.RunTickerAsync(Stop, Site.Daemon);
        Assert.Equal("sleep", await CommandOfAsync(daemon));
        var spm = await Agent.MainPidAsync(Role.Spm, Stop);
        (await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", "aops-spm")).MustSucceed();
        await Agent.WaitHealthyAsync(Stop);
        Assert.NotEqual(spm, await Agent.MainPidAsync(Role.Spm, Stop));
        Assert.Equal(daemon, await Agent.TickerPidAsync(Stop, Site.Daemon));

        (await Agent.Machine.RunAsync(Stop, "kill", "-KILL", $"{daemon}")).MustSucceed();

        var next = await Eventually.GetAsync("another daemon runs", BootedAgent.Soon,
            async _ => await Agent.TickerPidAsync(Stop, Site.Daemon) is var pid && pid != daemon ? $"{pid}" : null, Stop);
        Assert.Equal("sleep", await CommandOfAsync(int.Parse(next, CultureInfo.InvariantCulture)));
    }

    private async Task<string> CommandOfAsync(int pid) =>
        (await Agent.Machine.RunAsync(Stop, "ps", "-o", "comm=", "-p", $"{pid}")).MustSucceed().Output.Trim();

    [Fact]
    public async Task KilledOrStoppedSubAgent_IsBack_AndItsEndIsTold()
    {
        var before = Ticker;
        foreach (var (harm, ends) in new (string[], string[])[]
        {
            (["kill", "-s", "KILL", TickerUnit], ["signal 9 (SIGKILL)"]),
            (["kill", "-s", "USR1", TickerUnit], ["exit 0"]),
            (["kill", "-s", "USR2", TickerUnit], ["exit 7"]),
            // systemd forgets a unit that was stopped in order, sooner or later.
            (["stop", TickerUnit], ["ended, status unknown", "signal 15 (SIGTERM)"]),
        })
        {
            (await Agent.SystemctlAsync(Stop, harm)).MustSucceed();
            await Agent.WaitAsync($"it is back after {ends[0]}", s => Entry(s) is { } entry
                && entry["state"]!.GetValue<string>() == "running"
                && entry["pid"]!.GetValue<int>() != before && ends.Contains(entry["lastExit"]!.GetValue<string>()), Stop);
            before = await PidOfUnitAsync();
            Assert.Equal(before, await Agent.TickerPidAsync(Stop));
        }
    }

    [Fact]
    public async Task SubAgentThatEndsWhileSpmIsAway_IsStartedAgain_AndItsEndIsTold()
    {
        // Both members are down for a while without an order: their units are kept from starting.
        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            "mv /opt/aops/bin /opt/aops/bin.away; mv /opt/aops/releases /opt/aops/releases.away; "
            + "systemctl kill -s KILL aops-spm aops-spa; sleep 1; systemctl kill -s USR2 " + TickerUnit
            + "; sleep 1; mv /opt/aops/releases.away /opt/aops/releases; mv /opt/aops/bin.away /opt/aops/bin")).MustSucceed();

        await Agent.WaitHealthyAsync(Stop);
        var status = await Agent.WaitAsync("it runs again", s => Entry(s) is { } entry
            && entry["state"]!.GetValue<string>() == "running" && entry["pid"]!.GetValue<int>() != Ticker, Stop);

        Assert.Equal("exit 7", Entry(status)!["lastExit"]!.GetValue<string>());
        Assert.Equal(1, Entry(status)!["restarts"]!.GetValue<int>());
    }

    private static JsonNode? Entry(JsonNode status) =>
        status["subAgents"]!.AsArray().FirstOrDefault(a => a!["name"]!.GetValue<string>() == Site.Ticker);

    private async Task<int> PidOfUnitAsync() =>
        int.Parse(await Agent.ShowAsync(TickerUnit, "MainPID", Stop), System.Globalization.CultureInfo.InvariantCulture);
}
