using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Query.Parsing;
using Aops.Query.Tests;
using Aops.Server.Backups;
using Aops.Server.Certificates;
using Aops.Server.Hosting;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Alerts;

/// <summary>
/// Each rule of a new server fires and resolves by what it is about, and reaches a receiver that fails for an hour meanwhile and
/// then gets everything once, in order.
/// </summary>
public sealed class DefaultRuleTests : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "backup-old", "certificate-ending", "clone-suspected", "disk-low", "fleet-silent", "metadata-ending",
        "playbook-drift", "sub-agents-failing", "upgrades-hindered", "webhook-dead",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("aops-alerts-").FullName;
    private AlertWorld _world = null!;

    private string CertificateFile => Path.Combine(_folder, "web.pem");

    private string KeyFile => Path.Combine(_folder, "web.key");

    private string Backups => Path.Combine(_folder, "backups");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task TheyAreThere_OnTheRoutesOfEveryWebhook_WithCanonicalQueries()
    {
        await StartAsync();
        var rules = (await _world.Server.Operator.GetOkAsync("/api/v1/alert-rules"))["rules"]!.AsArray();

        Assert.Equal(Names, rules.Select(rule => (string)rule!["name"]!));
        foreach (var rule in rules)
        {
            Assert.Equal(["*"], rule!["routes"]!.AsArray().Select(route => (string)route!));
            foreach (var member in new[] { "q", "of" })
            {
                if ((string?)rule[member] is { Length: > 0 } q)
                    Assert.Equal(q, QueryText.Of(QueryParser.Parse(q, ListedLabels.None)));
            }
        }
    }

    [Fact]
    public async Task FleetSilent()
    {
        await StartAsync();
        var agent = await TestAgent.EnrolAsync(_world.Server);
        await agent.SendAsync(agent.Heartbeat());

        await GoThroughAsync("fleet-silent", TimeSpan.FromSeconds(10), end: () => SendAsync(agent, []));
    }

    [Fact]
    public async Task UpgradesHindered()
    {
        await StartAsync();
        var agent = await TestAgent.EnrolAsync(_world.Server);
        await SendAsync(agent, []);
        await _world.UntilEvaluatedAsync("upgrades-hindered");
        var fault = HinderedUpgrade.Tell("2.0.0", "the repository does not answer");

        await SendAsync(agent, [fault]);
        Assert.Equal("hindered", (string?)(await _world.Server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}"))["upgrade"]);
        // What is there before a rise ends is no rise any more after its window.
        await GoThroughAsync("upgrades-hindered", TimeSpan.FromSeconds(10), end: () => SendAsync(agent, []));
    }

    [Fact]
    public async Task SubAgentsFailing()
    {
        await StartAsync();
        var agent = await TestAgent.EnrolAsync(_world.Server);
        await SendAsync(agent, [], ProcessState.Backoff);

        await GoThroughAsync("sub-agents-failing", TimeSpan.FromSeconds(20), end: () => SendAsync(agent, []));
    }

    [Fact]
    public async Task CertificateEnding()
    {
        Place(TimeSpan.FromDays(10));
        await StartAsync(options => options with
        {
            WebListen = [new IPEndPoint(IPAddress.Loopback, 0)],
            WebCertificate = new WebCertificate(CertificateFile, KeyFile),
        });

        await GoThroughAsync("certificate-ending", TimeSpan.FromSeconds(10), end: () =>
        {
            Place(TimeSpan.FromDays(3000));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task MetadataEnding()
    {
        await StartAsync();
        var repository = new TestRepository();
        repository.Add("1.0.0", [1, 2, 3]);
        await PublishAsync(repository, TimeSpan.FromDays(1));

        await GoThroughAsync(
            "metadata-ending", TimeSpan.FromSeconds(10), end: () => PublishAsync(repository, TimeSpan.FromDays(30)));
    }

    [Fact]
    public async Task DiskLow()
    {
        await StartAsync();
        await SetThresholdAsync("disk-low", 100);

        await GoThroughAsync("disk-low", TimeSpan.FromSeconds(20), end: () => SetThresholdAsync("disk-low", 1));
    }

    [Fact]
    public async Task BackupOld()
    {
        await File.WriteAllTextAsync(Backups, "a file in its place");
        await StartAsync(options => options with { Backups = new BackupPlan(Backups, TimeSpan.FromHours(12), 2) });

        await GoThroughAsync("backup-old", TimeSpan.FromMinutes(15), end: () =>
        {
            File.Delete(Backups);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task BackupOld_DoesNotHold_WhereNoneAreScheduled()
    {
        await StartAsync();
        await _world.UntilEvaluatedAsync("backup-old");

        var alert = await _world.AlertAsync("backup-old");
        Assert.Equal("ok", (string?)alert["state"]);
        Assert.Contains("--backup-to is not given", (string?)alert["why"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneSuspected()
    {
        await StartAsync();
        var agent = await TestAgent.EnrolAsync(_world.Server);
        await agent.CloneAsync("b1");
        await agent.CloneAsync("b2");
        var waiting = (await _world.Server.Operator.GetOkAsync("/api/v1/clones"))["clones"]!.AsArray().Single()!;

        await GoThroughAsync("clone-suspected", TimeSpan.FromSeconds(10), end: () =>
            _world.Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/clones/{waiting["id"]}"));
        Assert.Equal($"id={agent.Id}", (string?)_world.Receiver.Taken[0].Json["alert"]!["hosts"]!["q"]);
    }

    // The alert waits for the webhook that it tells of.
    [Fact]
    public async Task WebhookDead()
    {
        await StartAsync();
        await _world.KeepOnlyAsync("webhook-dead");
        _world.Receiver.Status = 503;
        await _world.TestAsync();
        await _world.UntilStateAsync("webhook-dead", "firing", TimeSpan.FromMinutes(1));
        Assert.Contains(AlertWorld.Hook, (string?)(await _world.AlertAsync("webhook-dead"))["why"], StringComparison.Ordinal);

        _world.Receiver.Status = 200;
        await _world.UntilStateAsync("webhook-dead", "resolved", TimeSpan.FromSeconds(30));

        await _world.UntilAsync(() => _world.Receiver.Taken.Count == 3);
        Assert.Equal(["webhook.test", "alert.firing", "alert.resolved"], _world.Receiver.Taken.Select(each => each.Kind));
    }

    // A receiver that fails from before the alert fires until after it has ended, and at least for an hour.
    private async Task GoThroughAsync(string rule, TimeSpan step, Func<Task> end)
    {
        await _world.KeepOnlyAsync(rule);
        var receiver = _world.Receiver;
        receiver.Status = 500;
        await _world.UntilStateAsync(rule, "firing", step);
        await _world.UntilAsync(() => !receiver.All.IsEmpty);
        var failing = _world.Clock.GetUtcNow();
        await end();
        await _world.UntilStateAsync(rule, "resolved", TimeSpan.FromSeconds(10));
        await _world.UntilAsync(() => _world.Clock.GetUtcNow() - failing > TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        await _world.UntilAsync(() => receiver.All.Count >= 3, TimeSpan.FromMinutes(1));
        Assert.Empty(receiver.Taken);
        Assert.Single(receiver.All.Select(each => each.Id).Distinct());

        receiver.Status = 200;
        await _world.UntilAsync(() => receiver.Taken.Count == 2, TimeSpan.FromMinutes(1));
        await AssertToldAsync(rule);
    }

    private async Task AssertToldAsync(string rule)
    {
        await Until.TrueAsync(async () => (await _world.DeliveriesAsync())
            .All(delivery => (string?)delivery!["state"] == "delivered"));
        _world.Pump(TimeSpan.FromMinutes(20));
        var taken = _world.Receiver.Taken;
        Assert.Equal(["alert.firing", "alert.resolved"], taken.Select(each => each.Kind));
        Assert.All(taken, each => Assert.Equal(rule, (string?)each.Json["alert"]!["name"]));
        Assert.Equal(["firing", "resolved"], taken.Select(each => (string?)each.Json["alert"]!["state"]));
        Assert.Equal(2, taken.Select(each => each.Id).Distinct().Count());
        Assert.All(taken, each => Assert.True(each.IsSignedBy(_world.Secret)));
        var events = (await _world.Server.Operator.GetOkAsync("/api/v1/events?kind=alert&limit=100"))["events"]!.AsArray()
            .Select(each => (string)each!["message"]!).ToList();
        Assert.Single(events, message => message.StartsWith($"The alert {rule} (", StringComparison.Ordinal)
            && message.Contains(") fires: ", StringComparison.Ordinal));
        Assert.Single(events, message => message.StartsWith($"The alert {rule} (", StringComparison.Ordinal)
            && message.Contains(") has ended: ", StringComparison.Ordinal));
        Assert.Single(await _world.DeliveriesAsync(), delivery => (string?)delivery!["kind"] == "alert.firing");
    }

    private async Task StartAsync(Func<ServerOptions, ServerOptions>? options = null) =>
        _world = await AlertWorld.StartAsync(options);

    private static async Task SendAsync(TestAgent agent, string[] faults, ProcessState state = ProcessState.Running)
    {
        var heartbeat = agent.Heartbeat(interval: 86_400);
        var (status, _) = await agent.SendAsync(heartbeat with
        {
            Agent = heartbeat.Agent with { Faults = faults },
            SubAgents = [heartbeat.SubAgents[0] with { State = state }],
        });
        Assert.Equal(HttpStatusCode.OK, status);
    }

    private async Task SetThresholdAsync(string rule, int threshold) => await _world.Server.Operator.PutOkAsync(
        $"/api/v1/alert-rules/{rule}", $$"""{"condition":"disk","severity":"critical","threshold":{{threshold}},"forSeconds":300}""");

    private Task PublishAsync(TestRepository repository, TimeSpan time)
    {
        repository.Builder.Expires["timestamp"] = (_world.Clock.GetUtcNow() + time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        repository.Builder.Publish();
        return repository.SendAsync(_world.Server.Operator);
    }

    private void Place(TimeSpan time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=console.example", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow + time);
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }
}
