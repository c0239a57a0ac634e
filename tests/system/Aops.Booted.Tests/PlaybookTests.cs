using System.Text;
using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Booted.Tests;

/// <summary>A playbook on a machine that systemd boots, by Debian's Ansible: a package, a template, a service.</summary>
public sealed class PlaybookTests(PlaybookSite site) : MachineTest, IClassFixture<PlaybookSite>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private RunOrders _orders = null!;
    private string _host = "";

    public override async ValueTask InitializeAsync()
    {
        site.RequireMachines();
        try
        {
            await MachineImage.EnsureAsync(MachineKind.WithAnsible, Stop);
        }
        catch (InvalidOperationException e)
        {
            // The whole log of its installation is in it.
            var lines = e.Message.TrimEnd().Split('\n');
            Assert.Skip($"no machine with ansible-core can be made here: {lines[0]} … {lines[^1].Trim()}");
        }
        Agent = await BootedAgent.BootAsync(site.Fleet, Stop, MachineKind.WithAnsible);
        await Agent.InstallAsync(Stop);
        _orders = Agent.Orders;
        var status = await Agent.WaitAsync("it knows its identity", s => s["agentId"] is not null, Stop);
        _host = status["agentId"]!.GetValue<string>();
    }

    [Fact]
    public async Task PackageTemplateAndService_AreApplied_DriftIsFound_AndRepaired()
    {
        var first = await RunAsync(isCheck: false);
        Assert.True(RunOrders.PhaseOf(first) == "succeeded", await OutputAsync(first));
        Assert.Equal(["package", "unit", "service", "restart"], TasksOf(first));
        Assert.Equal("active", await ShowAsync());
        (await Agent.Machine.RunAsync(Stop, "dpkg", "-s", "hello-aops")).MustSucceed();
        Assert.Empty(TasksOf(await RunAsync(isCheck: true)));

        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            "sed -i 's/^Description=.*/Description=by hand/' /etc/systemd/system/hello.service && systemctl stop hello")).MustSucceed();
        var check = await RunAsync(isCheck: true);
        Assert.Equal(["unit", "service", "restart"], TasksOf(check));
        Assert.Contains("-Description=by hand", await OutputAsync(check), StringComparison.Ordinal);
        Assert.Equal("inactive", await ShowAsync());

        Assert.Equal("succeeded", RunOrders.PhaseOf(await RunAsync(isCheck: false)));
        Assert.Equal("active", await ShowAsync());
        Assert.Empty(TasksOf(await RunAsync(isCheck: true)));
    }

    private async Task<JsonObject> RunAsync(bool isCheck)
    {
        var body = new JsonObject
        {
            ["hosts"] = new JsonArray((JsonNode)_host),
            ["runbook"] = new JsonObject { ["name"] = "hello", ["version"] = "1" },
        };
        if (isCheck) body["check"] = true;
        var id = await _orders.StartAsync(body, Stop);
        var row = await _orders.WaitForEndAsync(id, Long, Stop);
        row["run"] = id;
        return row;
    }

    private static IEnumerable<string> TasksOf(JsonObject row) =>
        row["playbook"]?["changed"]?.AsArray().Select(task => (string)task!["task"]!) ?? ["no playbook"];

    private async Task<string> OutputAsync(JsonObject row) => row["reason"] + "\n" + Encoding.UTF8.GetString(
        await _orders.OutputAsync((string)row["run"]!, _host, "stdout", Stop));

    private async Task<string> ShowAsync() =>
        (await Agent.Machine.RunAsync(Stop, "systemctl", "is-active", "hello")).Output.Trim();
}
