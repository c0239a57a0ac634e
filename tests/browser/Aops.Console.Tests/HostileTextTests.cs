using System.Text.Json;
using Aops.Console.Tests.Support;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Console.Tests;

/// <summary>What a host, a sub-agent or an operator wrote is shown, and does nothing.</summary>
[Collection(ConsoleTests.Name)]
public sealed class HostileTextTests(ConsoleBench bench)
{
    private const string Markup = "<img src=x onerror=alert(1)><script>alert(2)</script>\u001b[31m\u202Elive\u202C";

    private static readonly string[] Pages =
    [
        "#/", "#/hosts", "#/events", "#/hosts/HOST", "#/hosts/HOST?tab=timeline", "#/hosts/HOST?tab=config",
        "#/hosts/HOST?tab=commands", "#/hosts/HOST?tab=identity", "#/hosts/HOST?tab=json", "#/hosts/HOST?tab=inventory",
    ];

    [Theory]
    [InlineData("""{"disks":[null],"cpu":null,"memory":7,"load":"x","network":{}}""")]
    [InlineData("""{"cpu":{"usedPercent":1e308,"count":-1},"disks":[{"mount":{"a":[]},"totalBytes":1,"freeBytes":9e300}],"load":[null,{},"<b>"]}""")]
    [InlineData("""[[[[1]]]]""")]
    [InlineData("""{"__proto__":{"cpu":{"usedPercent":1}},"constructor":1,"cpu":{"usedPercent":5}}""")]
    public async Task Sec_L5_ForeignReports_BreakNoPage(string report)
    {
        await using var host = await HostAsync(Markup, report, []);

        await VisitAsync(host.Agent.Id);
    }

    [Fact]
    public async Task TextsOfAMegabyte_AreCutAndHarmNothing()
    {
        var text = string.Concat(Enumerable.Repeat(Markup, 20_000));
        await using var host = await HostAsync(text[..250], """{"cpu":{"usedPercent":5}}""", [text, Markup, new string('\u0300', 5000)]);

        await VisitAsync(host.Agent.Id);
    }

    private async Task VisitAsync(string id)
    {
        await using var console = await bench.OpenAsync("#/");
        foreach (var address in Pages)
        {
            await console.Page.EvaluateAsync(
                "address => { location.hash = address; }", address.Replace("HOST", id, StringComparison.Ordinal));
            await console.UntilAsync("() => document.querySelector('main h1') && !document.querySelector('[aria-busy=true]')");
            Assert.Equal(0, await console.Page.Locator("main script, main img[src=x]").CountAsync());
            Assert.Equal(0, await console.Page.GetByText("This page cannot be shown").CountAsync());
            Assert.InRange(await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"), int.MinValue, 0);
            Assert.Equal(-1, (await console.Page.Locator("main").InnerTextAsync()).IndexOfAny(['\u202E', '\u001b']));
        }
        await console.PictureAsync("hostile-light");
        console.AssertNoFault();
    }

    private async Task<HostileHost> HostAsync(string hostname, string report, string[] faults)
    {
        var agent = await TestAgent.EnrolAsync(bench.Server, machine: "ff01");
        var heartbeat = agent.Heartbeat(interval: 600, machine: "ff01");
        heartbeat = heartbeat with
        {
            Host = heartbeat.Host with { Hostname = hostname, Os = Markup, Kernel = Markup },
            Agent = heartbeat.Agent with { Version = Markup, Faults = faults },
            SubAgents = [new SubAgentStatus
            {
                Name = "host-metrics", Version = Markup, State = ProcessState.Failed, Since = DateTimeOffset.UnixEpoch,
                Fault = Markup, LastExit = Markup, Report = JsonDocument.Parse(report).RootElement,
            }],
        };
        var (status, body) = await agent.SendAsync(heartbeat);
        Assert.True(status == System.Net.HttpStatusCode.OK, body?.ToJsonString());
        return new HostileHost(bench.Server, agent);
    }

    private sealed record HostileHost(TestServer Server, TestAgent Agent) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() =>
            await Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/hosts/{Agent.Id}");
    }
}
