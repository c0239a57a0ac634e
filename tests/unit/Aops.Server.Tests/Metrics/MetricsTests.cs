using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Metrics;

/// <summary><c>/metrics</c>: who may read it, what it tells, and whether Prometheus itself understands it.</summary>
public sealed partial class MetricsTests : IAsyncLifetime
{
    private const string NoTool = "promtool is not installed (apt-get install prometheus), nor named by AOPS_PROMTOOL";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task WithoutAToken_NothingIsTold()
    {
        using var stranger = _server.CreateClient();
        using var answer = await stranger.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Numbers_FollowWhatHappens()
    {
        var first = await TestAgent.EnrolAsync(_server);
        await TestAgent.EnrolAsync(_server);
        await first.SendAsync(first.Heartbeat());

        var samples = await ReadAsync();

        Assert.Equal(1, samples["aops_hosts{presence=\"online\"}"]);
        Assert.Equal(1, samples["aops_hosts{presence=\"never\"}"]);
        Assert.Equal(0, samples["aops_hosts{presence=\"offline\"}"]);
        Assert.Equal(1, samples["aops_server_heartbeat_seconds_count"]);
        Assert.Equal(1, samples["aops_server_heartbeat_seconds_bucket{le=\"+Inf\"}"]);
        Assert.Equal(1, samples["aops_server_requests_total{caller=\"agent\",code=\"2xx\"}"]);
        Assert.Equal(1, samples["aops_server_database_up"]);
        Assert.True(samples["aops_server_writes_total"] > 0);
        Assert.True(samples["aops_server_connections"] > 0);
        Assert.True(samples["process_open_fds"] > 0);
        Assert.True(samples["aops_server_certificate_expiry_timestamp_seconds{certificate=\"authority\"}"]
            > DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.DoesNotContain("aops_server_last_backup_timestamp_seconds", samples.Keys);

        Assert.True((await ReadAsync())["aops_server_operator_request_seconds_count"] > 0);
        using var stranger = _server.CreateClient();
        using var refused = await stranger.GetAsync("/metrics");
        Assert.Equal(1, (await ReadAsync())["aops_server_requests_total{caller=\"operator\",code=\"4xx\"}"]);
    }

    [Fact]
    public async Task Prometheus_FindsNoFaultInIt()
    {
        var tool = Environment.GetEnvironmentVariable("AOPS_PROMTOOL") ?? "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(tool), NoTool);
        var agent = await TestAgent.EnrolAsync(_server);
        await agent.SendAsync(agent.Heartbeat());
        await ReadAsync();
        var text = await _server.Operator.GetStringAsync("/metrics");

        var (code, said) = await CheckAsync(tool, text);
        Assert.True(code == 0, said);
        Assert.NotEqual(0, (await CheckAsync(tool, text + "aops_hosts{presence=} 1\n")).Code);
    }

    // Samples by name and labels; every one belongs to the family whose help and type stand before it.
    private async Task<Dictionary<string, double>> ReadAsync()
    {
        using var answer = await _server.Operator.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        var samples = new Dictionary<string, double>();
        var (help, family) = ("", "");
        foreach (var line in (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) help = line.Split(' ')[2];
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) Assert.Equal(help, family = line.Split(' ')[2]);
            else
            {
                var match = Sample().Match(line);
                Assert.True(match.Success, line);
                Assert.StartsWith(family, line, StringComparison.Ordinal);
                samples.Add(match.Groups[1].Value, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
            }
        }
        return samples;
    }

    private static async Task<(int Code, string Said)> CheckAsync(string tool, string text)
    {
        using var check = Process.Start(new ProcessStartInfo(tool, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await check.StandardInput.WriteAsync(text);
        check.StandardInput.Close();
        var said = await check.StandardError.ReadToEndAsync() + await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        return (check.ExitCode, said);
    }

    [GeneratedRegex("""^([a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) ([-+.0-9eE]+|\+Inf|NaN)$""")]
    private static partial Regex Sample();
}
