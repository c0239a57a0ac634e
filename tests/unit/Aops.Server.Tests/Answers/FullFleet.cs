using System.Net;
using Aops.Contracts.Wire.Inventory;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Storage;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Audit;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Answers;

/// <summary>A server with two of everything that it lists, and with more hosts than one transaction should change.</summary>
public sealed class FullFleet : ServerFixture
{
    /// <summary>Content of a section of the host's inventory.</summary>
    public const string Os = """{"id":"debian","version":"12","name":"Debian GNU/Linux 12","like":[]}""";

    /// <summary>Hosts of one statement's label, more than a piece.</summary>
    public const int Seeded = FleetLimits.HostsPerPiece + 20;

    /// <summary>The audit row of an act on two hosts: the first after that of the first key.</summary>
    public const int Act = 2;

    private const string AnyRollout = "of-this-fleet";
    private const string AnyRun = "run-of-this-fleet";

    private static readonly DateTimeOffset Enrolled = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    /// <summary>The host a, which has sent heartbeats.</summary>
    internal TestAgent Agent { get; private set; } = null!;

    /// <summary>What is published.</summary>
    internal TestRepository Repository { get; private set; } = null!;

    /// <summary>The id of a clone of it, which was enrolled at once.</summary>
    internal string CloneId { get; private set; } = "";

    /// <summary>The id of a rollout of the fleet that was planned; there is another one before it.</summary>
    private string Rollout { get; set; } = "";

    /// <summary>The id of a run on two hosts; there is another one before it.</summary>
    private string Run { get; set; } = "";

    /// <summary>A session of the user web, who is an operator.</summary>
    internal HttpClient Web { get; private set; } = null!;

    /// <summary>The agent's name for <see cref="Os"/>.</summary>
    internal static string OsHash { get; } = InventoryHash.Of(System.Text.Encoding.UTF8.GetBytes(Os));

    /// <summary>A path of the document, with the names of this fleet in the place of its parameters.</summary>
    internal static string Fill(string path) => path
        .Replace("audit/{number}", $"audit/{Act}").Replace("rollouts/{id}", $"rollouts/{AnyRollout}")
        .Replace("runs/{id}", $"runs/{AnyRun}").Replace("{host}", "a")
        .Replace("{id}", "a").Replace("{agentId}", "a").Replace("{layer}", "fleet").Replace("{name}", "web");

    /// <summary>A path of <see cref="Fill"/> with the ids that only this fleet has.</summary>
    internal string Resolve(string path) =>
        path.Replace($"rollouts/{AnyRollout}", $"rollouts/{Rollout}").Replace($"runs/{AnyRun}", $"runs/{Run}");

    /// <summary>Sends what has to be answered with a success.</summary>
    internal async Task<System.Text.Json.Nodes.JsonNode?> DoAsync(HttpMethod method, string path, string? body = null)
    {
        var (status, answer) = await Server.Operator.SendAsync(method, path, body);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path}: {status} {answer?.ToJsonString()}");
        return answer;
    }

    /// <inheritdoc/>
    protected override async Task SeedAsync()
    {
        await Server.StopAsync();
        await using (var database = Server.OpenDatabase())
        {
            await HostSeed.StoreAsync(database, [.. Hosts()]);
            await database.WriteAsync(StoreDrift, Durability.Process, CancellationToken.None);
        }
        await Server.StartAgainAsync();
        await ActAsync();
        Agent = await TestAgent.EnrolAsync(Server, "a");
        await SpeakAsync();
        await AskForConsentAsync();
        Repository = new TestRepository();
        foreach (var version in new[] { "1.0", "1.1" }) Repository.AddRunbook("restart", version);
        Repository.AddService();
        Repository.Add("1.0.0", [1, 2, 3]);
        await Repository.SendAsync(Server.Operator);
        var walk = new FleetWalk(Server);
        await walk.CreateGroupAsync("web", 10, "tier=a");
        await walk.CreateGroupAsync("db", 20, "tier=b");
        foreach (var level in new[] { "info", "warning" }) await walk.PutAsync("fleet", $$$"""{"settings":{"logLevel":"{{{level}}}"}}""");
        for (var i = 0; i < 2; i++)
            await DoAsync(HttpMethod.Post, "/api/v1/hosts/a/commands", """{"kind":"restart-agent"}""");
        await OperationsEndAsync();
        for (var i = 0; i < 2; i++)
        {
            var made = await DoAsync(HttpMethod.Post, "/api/v1/rollouts", """{"layer":"fleet","patch":{"paused":true}}""");
            Rollout = (string)made!["rollout"]!["id"]!;
        }
        for (var i = 0; i < 2; i++)
        {
            var run = await DoAsync(HttpMethod.Post, "/api/v1/runs", """{"hosts":["a","h00000"],"command":{"args":["true"]}}""");
            Run = (string)run!["run"]!["id"]!;
        }
        foreach (var name in new[] { "web", "db" })
        {
            await DoAsync(HttpMethod.Post, "/api/v1/schedules", ChangingSchedules.BodyOf(name));
            await DoAsync(HttpMethod.Post, "/api/v1/deployments", ServiceRunbook.BodyOf(name, ""));
        }
        await LetInAsync();
        await WatchAsync();
    }

    // What checks of a playbook have found on two hosts.
    private static int StoreDrift(StoreConnection connection) => new[] { "h00000", "h00001" }.Sum(id => connection.Prepare(
        "INSERT INTO playbook_host (playbook, agent_id, version, run_id, checked_at, drifted, tasks) " +
        "VALUES ('web', @id, '1', 'r', 1, 1, '[]')").Set("@id", id).Run());

    // Two rules, silences, webhooks and messages; the receivers have no address.
    private async Task WatchAsync()
    {
        foreach (var name in new[] { "web", "db" })
        {
            await DoAsync(HttpMethod.Post, "/api/v1/webhooks", $$"""{"name":"{{name}}","url":"https://{{name}}.invalid/"}""");
            await DoAsync(HttpMethod.Post, "/api/v1/alert-rules",
                $$"""{"name":"{{name}}","condition":"hosts","q":"tier=a","threshold":1,"routes":["{{name}}"]}""");
            await DoAsync(HttpMethod.Post, $"/api/v1/alerts/{name}/silence", Soon("\"reason\":\"known\""));
            await DoAsync(HttpMethod.Post, "/api/v1/webhooks/web/test");
        }
    }

    /// <summary>An object with the time <c>until</c>, in an hour.</summary>
    internal static string Soon(string members) => $$"""{"until":"{{DateTimeOffset.UtcNow.AddHours(1):O}}",{{members}}}""";

    /// <summary>Waits until the server works on no operation.</summary>
    internal Task OperationsEndAsync() => Until.TrueAsync(async () =>
        (await Server.Operator.GetOkAsync("/api/v1/operations?state=running"))["operations"]!.AsArray().Count == 0);

    private async Task ActAsync()
    {
        await DoAsync(
            HttpMethod.Post, "/api/v1/hosts/labels",
            """{"q":"id=h00000 or id=h00001","labels":{"told":"on"},"expectedCount":2}""");
        Assert.Equal(2, (int)(await Server.Operator.GetOkAsync($"/api/v1/audit/{Act}"))["hosts"]!);
    }

    // Users with sessions, a key beside the first one, and two changes that a rule holds back.
    private async Task LetInAsync()
    {
        foreach (var name in new[] { "web", "db" }) await Server.AddUserAsync(name, """[{"role":"operator"}]""");
        Web = await Server.OpenSessionAsync("web");
        using var db = await Server.OpenSessionAsync("db");
        using var key = await Server.AddKeyAsync("asker", """[{"role":"operator"}]""");
        foreach (var name in new[] { "web", "db" })
            await DoAsync(HttpMethod.Put, $"/api/v1/approval-rules/{name}", """{"scope":"label.waits=on"}""");
        await DoAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", """{"waits":"on"}""");
        foreach (var value in new[] { "1", "2" })
        {
            var (status, _) = await key.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", $$"""{"later":"{{value}}"}""");
            Assert.Equal(HttpStatusCode.Accepted, status);
        }
    }

    private async Task SpeakAsync()
    {
        var heartbeat = Agent.Heartbeat() with { Inventory = new Dictionary<string, string> { ["os"] = OsHash } };
        Assert.Equal(HttpStatusCode.OK, (await Agent.SendAsync(heartbeat)).Status);
        await Agent.AskAsync(HttpMethod.Put, $"/api/agents/inventory/os/{OsHash}", Os);
    }

    // The first clone gets an identity at once.
    private async Task AskForConsentAsync()
    {
        CloneId = (string)(await Agent.CloneAsync("b1")).Body!["agentId"]!;
        foreach (var machine in new[] { "b2", "b3" }) await Agent.CloneAsync(machine);
        var token = (string)(await DoAsync(HttpMethod.Post, "/api/v1/tokens", """{"approval":"manual","uses":9}"""))!["token"]!;
        foreach (var machine in new[] { "c1", "c2" }) await TestAgent.RegisterAsync(Server, token, machine: machine);
    }

    private static IEnumerable<HostFacts> Hosts() => Enumerable.Range(0, Seeded).Select(number => new HostFacts
    {
        Id = $"h{number:D5}", Hostname = "old", Version = "1", State = HostState.Never, EnrolledAt = Enrolled,
        Labels = new Dictionary<string, string> { ["tier"] = "a" },
    });
}
