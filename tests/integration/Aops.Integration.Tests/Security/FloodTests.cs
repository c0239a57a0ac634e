using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Hosting;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// Floods by compromised agents and by strangers: each is limited to its own share, and others are not
/// affected.
/// </summary>
public sealed class FloodTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sec_M12_HeartbeatsOfOneAgent_AreLimited_AndOthersDoNotNotice()
    {
        await using var server = await AttackedServer.StartAsync([], Stop);
        var (attacker, other) = (await server.EnrolAsync(Stop), await server.EnrolAsync(Stop));
        using var flood = server.NewClient();
        using var client = server.NewClient();

        var answers = Enumerable.Range(0, 400).Select(_ => BeatAsync(flood, attacker)).ToList();
        var watch = Stopwatch.StartNew();
        var (status, body, _) = await BeatAsync(client, other);
        var took = watch.Elapsed;
        var taken = await Task.WhenAll(answers);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(0, (int?)body!["slowDownSeconds"] ?? 0);
        Assert.InRange(took.TotalSeconds, 0, 5);
        Assert.InRange(taken.Count(answer => answer.Status == HttpStatusCode.OK), 1, 120);
        Assert.Contains(taken, answer => answer is { Status: HttpStatusCode.TooManyRequests, RetryAfter: > 0 });
    }

    [Fact]
    public async Task Sec_M12_BytesOfOneAgent_AreLimited()
    {
        await using var server = await AttackedServer.StartAsync([], Stop);
        var agent = await server.EnrolAsync(Stop);
        using var client = server.NewClient();
        var exit = new string('x', 4000);
        var subAgents = Enumerable.Range(0, 250).Select(index =>
            $$"""{"name":"s{{index}}","version":"1","state":"running","since":"2026-01-01T00:00:00Z","lastExit":"{{exit}}"}""");
        var body = AttackedServer.Heartbeat(agent, $"[{string.Join(',', subAgents)}]");

        var taken = 0L;
        var watch = Stopwatch.StartNew();
        for (var count = 0; count < 58; count++)
        {
            if ((await BeatAsync(client, agent, body)).Status == HttpStatusCode.OK) taken += body.Length;
        }

        Assert.InRange(taken, 1, (long)((10 + watch.Elapsed.TotalSeconds / 4) * 1024 * 1024));
    }

    [Fact]
    public async Task Sec_M12_RequestsOfStrangers_AreLimited_AndTokensAreNot()
    {
        await using var server = await AttackedServer.StartAsync([], Stop);
        var agent = await server.EnrolAsync(Stop);
        using var client = server.NewClient(HttpVersion.Version20);
        using var agents = server.NewClient();
        using var operators = server.NewOperator();

        var statuses = new List<HttpStatusCode>();
        for (var round = 0; round < 80 && !statuses.Contains(HttpStatusCode.TooManyRequests); round++)
        {
            statuses.AddRange(await Task.WhenAll(Enumerable.Range(0, 100).Select(async index =>
            {
                using var answer = await client.GetAsync(index % 2 == 0 ? "/install.sh" : "/api/fleet", Stop);
                return answer.StatusCode;
            })));
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        using var fleet = await operators.GetAsync("/api/fleet", Stop);
        Assert.Equal(HttpStatusCode.OK, fleet.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await BeatAsync(agents, agent)).Status);
    }

    [Fact]
    public async Task Sec_M1_EventsOfOneAgent_DoNotPushOutTheOperators()
    {
        await using var server = await AttackedServer.StartAsync([], Stop);
        var agent = await server.EnrolAsync(Stop);
        using var operators = server.NewOperator();
        using var put = await operators.PutAsync("/api/desired?force", new StringContent("{}", Encoding.UTF8, "application/json"), Stop);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var client = server.NewClient();

        for (var count = 0; count < 220; count++) await BeatAsync(client, agent, Changing(agent, count));

        await Eventually.HoldsAsync("the end of the log stands still", Soon, async _ =>
        {
            var last = await LastIdAsync(operators);
            await Task.Delay(500, Stop);
            return last == await LastIdAsync(operators);
        }, Stop);
        var first = JsonNode.Parse(await operators.GetStringAsync("/api/events?after=0&limit=100", Stop))!["events"]!.AsArray();
        Assert.Contains(first, entry => (string?)entry!["kind"] == "desired");
        Assert.Contains(first, entry => (string?)entry!["kind"] == "enrolled");
        Assert.InRange(await LastIdAsync(operators), 1, 2000);
        await Eventually.HoldsAsync("how many were dropped is told", Soon, async _ =>
            (await operators.GetStringAsync("/api/events?limit=20", Stop))
                .Contains("more events of attacker were dropped", StringComparison.Ordinal), Stop);
    }

    private static async Task<long> LastIdAsync(HttpClient operators) =>
        (long)JsonNode.Parse(await operators.GetStringAsync("/api/events?limit=1", Stop))!["next"]!;

    // Every sub-agent has another state than before, and every fault is another one.
    private static string Changing(Identity agent, int count)
    {
        var state = count % 2 == 0 ? "running" : "stopped";
        var subAgents = Enumerable.Range(0, 512).Select(index =>
            $$"""{"name":"s{{index}}","version":"1","state":"{{state}}","since":"2026-01-01T00:00:00Z"}""");
        var faults = Enumerable.Range(0, 64).Select(index => $"\"{count} {index}\"");
        return AttackedServer.Heartbeat(agent, $"[{string.Join(',', subAgents)}]", $"[{string.Join(',', faults)}]");
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Body, double RetryAfter)> BeatAsync(
        HttpClient client, Identity agent, string? body = null)
    {
        using var request = AttackedServer.Post(
            "/api/agents/heartbeat", agent, Encoding.UTF8.GetBytes(body ?? AttackedServer.Heartbeat(agent)));
        using var answer = await client.SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0);
    }
}
