using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>What a delegated publisher shows, and how one bad version of it is taken back; how long signatures last.</summary>
public sealed class PublisherReleaseTests : IAsyncLifetime
{
    private const string Publisher = "team";

    private readonly Fleet _fleet = new("sec");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Repository => _fleet.Workshop.Repository;

    private string TheirKeys => Path.Combine(_fleet.Root.Path, "their-keys");

    public async ValueTask InitializeAsync()
    {
        await _fleet.Workshop.InitAsync(Stop);
        await _fleet.StartServerAsync(Stop);
        await RunAsync("init", "--repo", Path.Combine(_fleet.Root.Path, "theirs"), "--keys", TheirKeys);
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task Sec_L4_PublishersTarget_IsNotListedAsSomebodyElses()
    {
        await DelegateAsync("bomb");
        await SignAsync("bomb", "1.0.0");
        var metadata = Path.Combine(Repository, "metadata");
        var theirs = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(metadata, "1.team.json"), Stop))!["signed"]!;
        theirs["version"] = 2;
        var custom = theirs["targets"]!.AsObject().Single().Value!["custom"]!;
        (custom["name"], custom["version"]) = ("host-metrics", "9.9.8");
        using var attacker = new RepositoryAttacker(_fleet);
        await File.WriteAllBytesAsync(Path.Combine(metadata, "2.team.json"),
            attacker.SignWith(theirs.AsObject(), Path.Combine(TheirKeys, "targets.pem")), Stop);
        await RunAsync("refresh", "--repo", Repository, "--keys", _fleet.Workshop.Keys);
        await _fleet.PublishAsync(Stop);

        var list = await attacker.GetAsync("/api/releases", Stop);

        Assert.DoesNotContain("9.9.8", list, StringComparison.Ordinal);
        Assert.DoesNotContain("host-metrics", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sec_L14_OneVersionOfAPublisher_IsWithdrawn(bool byThePublisher)
    {
        await DelegateAsync("demo");
        await SignAsync("demo", "1.0.0");
        await SignAsync("demo", "2.0.0");
        await RunAsync("refresh", "--repo", Repository, "--keys", _fleet.Workshop.Keys);

        await RunAsync("withdraw", "--repo", Repository, "--publisher", Publisher, "--subagent", "demo", "--version", "1.0.0",
            "--keys", byThePublisher ? Path.Combine(TheirKeys, "targets.pem") : _fleet.Workshop.Keys);
        await RunAsync("refresh", "--repo", Repository, "--keys", _fleet.Workshop.Keys);
        await _fleet.PublishAsync(Stop);

        using var client = new RepositoryAttacker(_fleet);
        var listed = JsonNode.Parse(await client.GetAsync("/api/releases", Stop))!["releases"]!.AsArray();
        Assert.Equal("2.0.0", Assert.Single(listed)!["version"]!.GetValue<string>());
        await RunAsync("verify", "--repo", Repository, "--root", Path.Combine(Repository, "metadata/1.root.json"));
    }

    [Fact]
    public async Task Sec_M11_TimestampLastsAWeek_AndRefreshIfDueIsForATimer()
    {
        var timestamp = Path.Combine(Repository, "metadata/timestamp.json");
        var expires = DateTimeOffset.Parse(
            (string)JsonNode.Parse(await File.ReadAllBytesAsync(timestamp, Stop))!["signed"]!["expires"]!,
            CultureInfo.InvariantCulture);
        Assert.InRange((expires - DateTimeOffset.UtcNow).TotalDays, 0, 7);
        var before = await File.ReadAllBytesAsync(timestamp, Stop);

        await RunAsync("refresh", "--repo", Repository, "--keys", _fleet.Workshop.Keys, "--if-due");
        Assert.Equal(before, await File.ReadAllBytesAsync(timestamp, Stop));
        await RunAsync("refresh", "--repo", Repository, "--keys", _fleet.Workshop.Keys, "--if-due", "--within", "8");
        Assert.NotEqual(before, await File.ReadAllBytesAsync(timestamp, Stop));
    }

    private Task DelegateAsync(string subAgent) => RunAsync(
        "delegate", "--repo", Repository, "--keys", _fleet.Workshop.Keys, "--publisher", Publisher,
        "--publisher-key", Path.Combine(TheirKeys, "targets.pem"), "--subagent", subAgent, "--allow-root");

    private async Task SignAsync(string name, string version)
    {
        var package = await _fleet.Workshop.PackAsync(
            _fleet.Stage.Script(name, version, "exec sleep 1000000\n"), "subagent", name, version, _fleet.Root.Folder("packages"), Stop);
        await RunAsync("sign", package, "--repo", Repository, "--publisher", Publisher, "--deltas", "0",
            "--keys", Path.Combine(TheirKeys, "targets.pem"));
    }

    private async Task RunAsync(params string[] words) =>
        (await Command.RunAsync(_fleet.Programs.Program("aops-release"), words, Stop)).MustSucceed();
}
