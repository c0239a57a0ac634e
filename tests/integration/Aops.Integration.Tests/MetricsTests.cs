using System.Net;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests;

public sealed class MetricsTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task Port_OpensAndClosesWithItsSetting()
    {
        await RunTickerAsync();
        var port = FreePort.Find();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        Agent.EditConf(("metricsPort", $"{port}"));

        var text = await Eventually.GetAsync("metrics are served", Soon, _ => TryGetAsync(client, "/metrics"), Stop);
        Assert.Contains($$"""aops_subagent_state{name="{{FleetFixture.Ticker}}",state="running"} 1""", text);
        Assert.Contains("aops_heartbeat_up 1\n", text);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/other", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync("/metrics", null, Stop)).StatusCode);

        Agent.EditConf(("metricsPort", "0"));

        await Eventually.HoldsAsync("no listener", Soon,
            async _ => await TryGetAsync(client, "/metrics") is null, Stop);
    }

    [Fact]
    public async Task PortThatIsTaken_IsAFaultWithASentence()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Agent.EditConf(("metricsPort", $"{port}"));

        var status = await Agent.WaitForAsync(
            Role.Spm, "reports the fault", s => s.Agent.Faults.Count > 0, Soon, Stop);
        Assert.Contains($"metrics cannot be served on 127.0.0.1:{port}", Assert.Single(status.Agent.Faults));
    }

    [Fact]
    public async Task Verb_PrintsTheSame_AndSaysWhenNobodyAnswers()
    {
        var printed = await Agent.ServiceAsync(Stop, "metrics");
        Assert.Equal(0, printed.ExitCode);
        Assert.Contains("""aops_half_up{half="spa"} 1""", printed.Output);

        Assert.Equal(0, (await Agent.ServiceAsync(Stop, "stop")).ExitCode);

        var refused = await Agent.ServiceAsync(Stop, "metrics");
        Assert.Equal(ExitCodes.NotRunning, refused.ExitCode);
        Assert.Contains("aops-spm does not answer", refused.Error);
    }

    private static async Task<string?> TryGetAsync(HttpClient client, string path)
    {
        try
        {
            return await client.GetStringAsync(path, Stop);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
