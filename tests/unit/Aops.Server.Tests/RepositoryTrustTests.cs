using System.Net;
using System.Text;
using Aops.RepositorySimulator;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>The server as a client of its own repository: what a host would refuse is never published.</summary>
public sealed class RepositoryTrustTests
{
    private static readonly byte[] Blob = Encoding.ASCII.GetBytes("0123456789");

    [Theory]
    [InlineData("metadata/1.root.json", "root", 1)]
    [InlineData("metadata/2.root.json", "root", 2)]
    [InlineData("metadata/9.targets.json", "targets", 9)]
    [InlineData("metadata/9.snapshot.json", "snapshot", 9)]
    [InlineData("metadata/9.team.json", "targets", 9)]
    [InlineData("metadata/timestamp.json", "timestamp", 9007199254740991)]
    public async Task Sec_H2_UnsignedMetadata_IsRefused_AndLeavesNothing(string path, string type, long version)
    {
        await using var server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);

        var (status, _) = await TestRepository.PutAsync(
            server.Operator, path, TestRepository.Unsigned(type, version));

        Assert.InRange((int)status, 400, 409);
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Data, "repository/.staging/metadata")));
        repository.Add("2.0.0", Blob);
        await repository.SendAsync(server.Operator);
    }

    [Fact]
    public async Task Sec_H2_FirstRootOfAnotherPublisher_IsRefused_OnceOneIsTrusted()
    {
        await using var server = await TestServer.StartAsync();
        await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);

        (await new TestRepository().TrySendAsync(server.Operator, "metadata/1.root.json"))
            .AssertProblem(HttpStatusCode.Conflict, "immutable");
    }

    [Fact]
    public async Task Sec_H2_FirstRootAlone_DoesNotKeepThePublisherOut()
    {
        await using var server = await TestServer.StartAsync();
        var thief = new TestRepository();
        foreach (var path in thief.InOrder().Where(path => !path.EndsWith("timestamp.json", StringComparison.Ordinal)))
            await thief.SendAsync(server.Operator, path);

        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);

        Assert.Equal(repository.Builder.Files["metadata/1.root.json"],
            await server.Anybody.GetByteArrayAsync("/repo/metadata/1.root.json"));
    }

    [Fact]
    public async Task Sec_H2_TrustRoot_TakesTheRepositoryBackFromWhoeverWasFirst()
    {
        await using var server = await TestServer.StartAsync();
        await TestRepository.PublishAsync(server.Operator, "6.6.6", "evil"u8.ToArray());
        var publisher = new TestRepository();
        var root = Path.Combine(server.Data, "given.json");
        await File.WriteAllBytesAsync(root, publisher.Builder.Files["metadata/1.root.json"]);
        await server.StopAsync();

        await server.StartAgainAsync(TestServer.Options(server.Data) with { TrustRoot = root });
        publisher.Add("1.0.0", Blob);
        await publisher.SendAsync(server.Operator);

        var list = await server.Operator.GetOkAsync("/api/releases");
        Assert.DoesNotContain("6.6.6", list.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("1.0.0", list.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrustRoot_ThatIsNone_EndsTheStart()
    {
        await using var server = await TestServer.StartAsync();
        var given = Path.Combine(server.Data, "given.json");
        await File.WriteAllTextAsync(given, TestRepository.Unsigned("root", 1));
        await server.StopAsync();

        var fault = await Assert.ThrowsAsync<StartupFault>(() =>
            server.StartAgainAsync(TestServer.Options(server.Data) with { TrustRoot = given }));
        Assert.Contains("is not the first root", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_H2_ThiefOfOnlineKeys_IsOut_AfterTheirRotation()
    {
        await using var server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        var builder = repository.Builder;
        // The thief of timestamp and snapshot pushes the versions up, and takes the names that come next.
        var before = new Dictionary<string, int>(builder.Versions);
        (builder.Versions["timestamp"], builder.Versions["snapshot"]) = (int.MaxValue - 2, before["snapshot"]);
        builder.PublishSnapshot(builder.Files[repository.PathOf("targets")]);
        await repository.SendAsync(server.Operator, repository.PathOf("snapshot"));
        await repository.SendAsync(server.Operator, "metadata/timestamp.json");

        foreach (var (role, version) in before) builder.Versions[role] = version;
        foreach (var role in new[] { "timestamp", "snapshot" }) builder.Keys[role] = [RepositoryBuilder.NewKey()];
        builder.PublishRoot();
        repository.Add("2.0.0", Blob);
        await repository.SendAsync(server.Operator);

        Assert.Equal(builder.Files["metadata/timestamp.json"],
            await server.Anybody.GetByteArrayAsync("/repo/metadata/timestamp.json"));
        Assert.Null((await server.Operator.GetOkAsync("/api/releases"))["fault"]);
    }

    [Fact]
    public async Task Sec_H2_RotatedRoot_IsPublishedTogetherWithWhatItsKeysSign()
    {
        await using var server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        var old = repository.Builder.Keys["root"].ToList();
        foreach (var role in new[] { "root", "timestamp", "targets" })
            repository.Builder.Keys[role] = [RepositoryBuilder.NewKey()];
        repository.Builder.PublishRoot(alsoSignedBy: old);
        repository.Add("2.0.0", Blob);
        foreach (var path in repository.InOrder().SkipLast(1)) await repository.SendAsync(server.Operator, path);

        // No host sees a root whose keys did not sign the rest.
        Assert.Equal(HttpStatusCode.NotFound,
            (await server.Anybody.SendAsync(HttpMethod.Get, "/repo/metadata/2.root.json")).Status);
        await repository.SendAsync(server.Operator, "metadata/timestamp.json");

        Assert.Equal(repository.Builder.Files["metadata/2.root.json"],
            await server.Anybody.GetByteArrayAsync("/repo/metadata/2.root.json"));
    }

    [Fact]
    public async Task Sec_H2_ExpiredMetadata_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        repository.Builder.Expires["timestamp"] = repository.Builder.Expires["snapshot"] = "2020-01-01T00:00:00Z";
        repository.Add("2.0.0", Blob);

        foreach (var path in new[] { repository.PathOf("snapshot"), "metadata/timestamp.json" })
            Assert.InRange((int)(await repository.TrySendAsync(server.Operator, path)).Status, 400, 409);
    }

    [Fact]
    public async Task Sec_H2_RepositoryThatExpires_IsToldOf_ListedAndNotInstalledFrom()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        await SendForAWeekAsync(server, clock);
        Assert.Equal(HttpStatusCode.OK, (await server.Anybody.SendAsync(HttpMethod.Get, "/install.sh")).Status);

        clock.Advance(TimeSpan.FromDays(8));

        (await server.Anybody.SendAsync(HttpMethod.Get, "/install.sh"))
            .AssertProblem(HttpStatusCode.ServiceUnavailable, "not-verified");
        (await server.Anybody.SendAsync(HttpMethod.Get, "/api/download/aops-agent-service-linux-amd64"))
            .AssertProblem(HttpStatusCode.ServiceUnavailable, "not-verified");
        // What was signed stays known, also over a start: orders are still understood.
        await server.StopAsync();
        await server.StartAgainAsync();
        var list = await server.Operator.GetOkAsync("/api/releases");
        Assert.Contains("timestamp metadata expired", (string?)list["fault"], StringComparison.Ordinal);
        Assert.Equal(3, list["releases"]!.AsArray().Count);
    }

    [Fact]
    public async Task Sec_M11_TimestampThatExpiresSoon_IsAnEvent()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        await SendForAWeekAsync(server, clock);
        Assert.NotNull((await server.Operator.GetOkAsync("/api/releases"))["expiresAt"]);

        clock.Advance(TimeSpan.FromDays(5.5));

        await Until.TrueAsync(async () => (await server.Operator.GetOkAsync("/api/events"))["events"]!.AsArray()
            .Any(entry => (string?)entry!["kind"] == "repository"
                && ((string)entry["message"]!).Contains("expires at", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sec_H2_BlobThatNothingSignsFor_IsShownToTheOperatorAlone()
    {
        await using var server = await TestServer.StartAsync();
        await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        var path = $"targets/bootstrap/{TestRepository.Sha256("evil"u8.ToArray())}.aops-agent-service-linux-amd64";

        Assert.Equal(HttpStatusCode.Created, await TestRepository.PutAsync(server.Operator, path, "evil"u8.ToArray()));

        Assert.Equal(HttpStatusCode.NotFound, (await server.Anybody.SendAsync(HttpMethod.Get, "/repo/" + path)).Status);
        Assert.Equal("evil", await server.Operator.GetStringAsync("/repo/" + path));
    }

    [Fact]
    public async Task Sec_L4_ReleasesAreListedByTargetName_AndByWhomHostsFindThem()
    {
        await using var server = await TestServer.StartAsync();
        var repository = new TestRepository();
        repository.Builder.Delegate("targets", "team", "subagents/bomb/*/*");
        repository.AddRelease("team", "subagents/bomb/1.0.0/bomb-linux-x64.tar.zst", Blob, "subagent", "host-metrics", "9.9.8");
        repository.AddRelease("team", "subagents/bomb/2.0.0/bomb-linux-x64.tar.zst", Blob, "agent", "aops-agent", "9.9.9");
        repository.AddRelease("team", "subagents/bomb/3.0.0/bomb-linux-x64.tar.zst", Blob, "subagent", "bomb", "3.0.0");
        repository.Builder.Publish();
        await repository.SendAsync(server.Operator);

        var releases = (await server.Operator.GetOkAsync("/api/releases"))["releases"]!.AsArray();

        var only = Assert.Single(releases)!;
        Assert.Equal(("bomb", "3.0.0", "team"),
            ((string?)only["name"], (string?)only["version"], (string?)only["publisher"]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await server.Operator.SendAsync(HttpMethod.Put, "/api/desired",
            """{"subAgents":[{"name":"host-metrics","version":"9.9.8"}]}""")).Status);
    }

    // A repository whose timestamp expires in seven days.
    private static async Task SendForAWeekAsync(TestServer server, ManualClock clock)
    {
        var repository = new TestRepository();
        repository.Builder.Expires["timestamp"] = clock.GetUtcNow().AddDays(7).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture);
        repository.Add("1.0.0", Blob);
        await repository.SendAsync(server.Operator);
    }
}
