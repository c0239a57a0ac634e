using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>Runs under systemd: each is a transient unit of its own.</summary>
public sealed class RunTests(Site site) : BootedTest(site)
{
    private const string Marker = "/srv/marker";
    private const string Waiting = $"echo begun >>{Marker}; exec sleep 1000";

    private RunOrders _orders = null!;
    private string _host = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _orders = Agent.Orders;
        var status = await Agent.WaitAsync("it knows its identity", s => s["agentId"] is not null, Stop);
        _host = status["agentId"]!.GetValue<string>();
        Agent.Files.EditConf(("runs", "any"));
        await _orders.WaitForPlainAsync(_host, BootedAgent.Soon, Stop);
    }

    [Fact]
    public async Task Run_IsAUnitOfTheSlice_WithItsLimitsAndItsUser_AndNoRestrictionOfSpm()
    {
        var command = RunOrders.Script("id -un; pwd; ulimit -n; touch \"$AOPS_RUN_DIR/work/mine\" && echo wrote; exec sleep 1000");
        command["user"] = "nobody";
        command["limits"] = new JsonObject
        {
            ["memoryMaxBytes"] = 64 * 1024 * 1024, ["tasksMax"] = 8, ["cpuQuotaPercent"] = 50, ["openFilesMax"] = 77,
        };
        var id = await _orders.StartAsync(_host, command, Stop);
        await _orders.WaitForPhaseAsync(id, "running", BootedAgent.Soon, Stop);
        var unit = UnitNames.OfRun(id);

        Assert.Equal("active", await Agent.ShowAsync(unit, "ActiveState", Stop));
        Assert.Equal(UnitNames.Slice, await Agent.ShowAsync(unit, "Slice", Stop));
        Assert.Equal("67108864", await Agent.ShowAsync(unit, "MemoryMax", Stop));
        Assert.Equal("500ms", await Agent.ShowAsync(unit, "CPUQuotaPerSecUSec", Stop));
        // Of spm's own unit nothing applies to it.
        Assert.Equal("no", await Agent.ShowAsync(unit, "MemoryDenyWriteExecute", Stop));
        Assert.Equal("no", await Agent.ShowAsync(unit, "NoNewPrivileges", Stop));
        await Eventually.HoldsAsync("its output is here", BootedAgent.Soon, async token =>
            (await OutputAsync(id, token)).EndsWith("wrote\n", StringComparison.Ordinal), Stop);
        var lines = (await OutputAsync(id, Stop)).Split('\n');
        Assert.Equal(("nobody", $"/var/lib/aops/runs/{id}/work", "77"), (lines[0], lines[1], lines[2]));

        await _orders.CancelAsync(id, Stop);

        Assert.Equal("cancelled", RunOrders.PhaseOf(await EndOfAsync(id)));
        await AssertGoneAsync(id);
    }

    [Fact]
    public async Task Run_OutlivesEveryEndOfSpm_AndAnUpgrade_WithItsOutputWhole()
    {
        var id = await _orders.StartAsync(_host, RunOrders.Script(
            $"echo begun >>{Marker}; i=0; while [ ! -e /srv/enough ]; do i=$((i+1)); echo line $i; sleep 0.05; done; echo last $i; exit 3"), Stop);
        await _orders.WaitForPhaseAsync(id, "running", BootedAgent.Soon, Stop);

        foreach (var words in new[] { "kill -s KILL", "restart" })
            await ReplaceAsync(Role.Spm, () => Agent.SystemctlAsync(Stop, [.. words.Split(' '), UnitNames.Of(Role.Spm)]));
        await Agent.OrderVersionAsync(PublishedPrograms.Second, Stop);
        await Agent.WaitAsync("the new version is committed", s => s["state"]!.GetValue<string>() == "healthy"
            && s["spm"]!["version"]?.GetValue<string>() == PublishedPrograms.Second
            && s["spa"]!["version"]?.GetValue<string>() == PublishedPrograms.Second, Stop);
        (await Agent.Machine.RunAsync(Stop, "touch", "/srv/enough")).MustSucceed();

        var end = await EndOfAsync(id);
        Assert.Equal(("failed", 3, 0), (RunOrders.PhaseOf(end), (int)end["exitCode"]!, (int)end["outputMissing"]!));
        var lines = (await OutputAsync(id, Stop)).TrimEnd('\n').Split('\n');
        Assert.Equal(lines.SkipLast(1), Enumerable.Range(1, lines.Length - 1).Select(i => $"line {i}"));
        Assert.Equal($"last {lines.Length - 1}", lines[^1]);
        await AssertBegunOnceAsync();
    }

    [Fact]
    public async Task KilledKeeper_IsUnknown_NothingOfTheRunIsLeft_AndItIsNotStartedAgain()
    {
        var id = await _orders.StartAsync(_host, RunOrders.Script($"setsid sleep 1000 & {Waiting}"), Stop);
        await WaitForMarkerAsync();

        (await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", "--kill-whom=main", UnitNames.OfRun(id))).MustSucceed();

        var end = await EndOfAsync(id);
        Assert.Equal("unknown", RunOrders.PhaseOf(end));
        await AssertGoneAsync(id);
        await AssertBegunOnceAsync();
    }

    [Fact]
    public async Task Reboot_EndsTheRun_AndItIsNotStartedAgain()
    {
        var id = await _orders.StartAsync(_host, RunOrders.Script(Waiting), Stop);
        await WaitForMarkerAsync();

        await Agent.Machine.RebootAsync(Stop);

        var end = await EndOfAsync(id);
        Assert.Equal("cancelled", RunOrders.PhaseOf(end));
        Assert.Contains("the host shuts down", end["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        await AssertBegunOnceAsync();
    }

    [Fact]
    public async Task Stop_EndsTheRun_WhichIsToldOnceTheSuiteIsBack()
    {
        var id = await _orders.StartAsync(_host, RunOrders.Script(Waiting), Stop);
        await WaitForMarkerAsync();

        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();

        await AssertGoneAsync(id);
        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();
        Assert.Equal("cancelled", RunOrders.PhaseOf(await EndOfAsync(id)));
        await AssertBegunOnceAsync();
    }

    private Task<JsonObject> EndOfAsync(string id) => _orders.WaitForEndAsync(id, BootedAgent.Soon, Stop);

    private async Task<string> OutputAsync(string id, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await _orders.OutputAsync(id, _host, "stdout", cancellationToken));

    private Task WaitForMarkerAsync() => Eventually.HoldsAsync("the program runs", BootedAgent.Soon, async token =>
        (await Agent.Machine.RunAsync(token, "cat", Marker)).Output.Length > 0, Stop);

    private async Task AssertBegunOnceAsync()
    {
        // Long enough for a start that should not be.
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        Assert.Equal("begun\n", (await Agent.Machine.RunAsync(Stop, "cat", Marker)).MustSucceed().Output);
    }

    private async Task AssertGoneAsync(string id)
    {
        await Eventually.HoldsAsync("its unit is gone", BootedAgent.Soon, async token =>
            await Agent.ShowAsync(UnitNames.OfRun(id), "ActiveState", token) is "inactive" or "failed", Stop);
        var sleeping = await Agent.Machine.RunAsync(Stop, "sh", "-c", "ps -eo args | grep -c '[s]leep 1000$'");
        Assert.Equal(0, int.Parse(sleeping.Output, CultureInfo.InvariantCulture));
    }
}
