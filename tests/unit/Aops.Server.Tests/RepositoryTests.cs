using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class RepositoryTests
{
    private static readonly byte[] Blob = Encoding.ASCII.GetBytes("0123456789");

    private static string BlobPath => $"targets/agent/1.0.0/{TestRepository.Sha256(Blob)}.agent.tar.zst";

    [Fact]
    public async Task Blob_IsStoredOnce()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(HttpStatusCode.Created, await TestRepository.PutAsync(server.Operator, BlobPath, Blob));
        Assert.Equal(HttpStatusCode.NoContent, await TestRepository.PutAsync(server.Operator, BlobPath, Blob));
        Assert.Equal(Blob, await server.Operator.GetByteArrayAsync("/repo/" + BlobPath));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "repository", ".uploads")));
    }

    [Fact]
    public async Task Blob_OfAnotherHash_IsRefused()
    {
        await using var server = await TestServer.StartAsync();

        (await TestRepository.PutAsync(server.Operator, BlobPath, "tampered"))
            .AssertProblem(HttpStatusCode.BadRequest, "hash-mismatch");
        (await server.Anybody.SendAsync(HttpMethod.Get, "/repo/" + BlobPath))
            .AssertProblem(HttpStatusCode.NotFound, "no-such-file");
    }

    [Fact]
    public async Task Blob_ThatIsThere_NeverChanges()
    {
        await using var server = await TestServer.StartAsync();
        await PublishBlobAsync(server);

        (await TestRepository.PutAsync(server.Operator, BlobPath, "tampered"))
            .AssertProblem(HttpStatusCode.Conflict, "immutable");
        Assert.Equal(Blob, await server.Anybody.GetByteArrayAsync("/repo/" + BlobPath));
    }

    [Fact]
    public async Task Range_ReturnsThePart()
    {
        await using var server = await TestServer.StartAsync();
        await PublishBlobAsync(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/repo/" + BlobPath);
        request.Headers.Range = new RangeHeaderValue(4, null);

        using var response = await server.Anybody.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("456789", await response.Content.ReadAsStringAsync());
        Assert.Equal("bytes 4-9/10", response.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task Range_PastTheEnd_IsAProblem()
    {
        await using var server = await TestServer.StartAsync();
        await PublishBlobAsync(server);

        var answer = await server.Anybody.SendAsync(
            HttpMethod.Get, "/repo/" + BlobPath, null, ("Range", "bytes=10-"));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.Status);
    }

    [Fact]
    public async Task ETag_SparesASecondTransfer()
    {
        await using var server = await TestServer.StartAsync();
        await PublishBlobAsync(server);

        var answer = await server.Anybody.SendAsync(HttpMethod.Get, "/repo/" + BlobPath, null,
            ("If-None-Match", $"\"{TestRepository.Sha256(Blob)}\""));

        Assert.Equal(HttpStatusCode.NotModified, answer.Status);
    }

    [Theory]
    [InlineData("..%2F..%2Fca.key")]
    [InlineData("%2e%2e/%2e%2e/ca.key")]
    [InlineData("metadata/..%2f..%2f..%2foperator.token")]
    [InlineData("metadata/../../operator.token")]
    [InlineData(".uploads/x")]
    [InlineData("metadata")]
    [InlineData("targets//x")]
    public async Task Path_OutOfTheRepository_LeadsNowhere(string path)
    {
        await using var server = await TestServer.StartAsync();

        var (status, body) = await server.Anybody.SendAsync(HttpMethod.Get, "/repo/" + path);
        var (put, _) = await server.Operator.SendAsync(HttpMethod.Put, "/repo/" + path, "{}");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.NotNull(body);
        Assert.InRange((int)put, 400, 405);
    }

    [Theory]
    [InlineData("metadata/9.snapshot.json", "metadata/1.snapshot.json")]
    [InlineData("metadata/1.targets.json", "metadata/1.snapshot.json")]
    [InlineData("metadata/targets.json", "metadata/1.targets.json")]
    [InlineData("metadata/root.json", "metadata/1.root.json")]
    [InlineData("metadata/timestamp.json", "metadata/1.snapshot.json")]
    [InlineData("metadata/1.timestamp.json", "metadata/timestamp.json")]
    public async Task Metadata_ThatIsNotWhatItsNameSays_IsRefused(string path, string of)
    {
        await using var server = await TestServer.StartAsync();
        var repository = new TestRepository();
        await repository.SendAsync(server.Operator, "metadata/1.root.json");
        repository.Builder.Files[path] = repository.Builder.Files[of];

        (await repository.TrySendAsync(server.Operator, path)).AssertProblem(HttpStatusCode.BadRequest, "bad-metadata");
    }

    [Fact]
    public async Task Metadata_ThatIsPublished_NeverChanges()
    {
        await using var server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        var path = repository.PathOf("targets");

        await repository.SendAsync(server.Operator, path);
        repository.Builder.Versions["targets"]--;
        repository.AddRelease("targets", "agent/2.0.0/aops-agent-linux-x64.tar.zst", Blob, "agent", "aops-agent", "2.0.0");
        repository.Builder.Publish();

        (await repository.TrySendAsync(server.Operator, path)).AssertProblem(HttpStatusCode.Conflict, "immutable");
    }

    [Fact]
    public async Task Timestamp_NeedsItsSnapshot()
    {
        await using var server = await TestServer.StartAsync();
        var repository = new TestRepository();
        await repository.SendAsync(server.Operator, "metadata/1.root.json");

        (await repository.TrySendAsync(server.Operator, "metadata/timestamp.json"))
            .AssertProblem(HttpStatusCode.Conflict, "incomplete");
    }

    [Fact]
    public async Task Metadata_NeedsTheFirstRoot()
    {
        await using var server = await TestServer.StartAsync();
        var repository = new TestRepository();

        foreach (var path in new[] { "metadata/1.targets.json", "metadata/timestamp.json" })
        {
            (await repository.TrySendAsync(server.Operator, path))
                .AssertProblem(HttpStatusCode.Conflict, "incomplete");
        }
    }

    [Fact]
    public async Task Timestamp_DoesNotGoBack()
    {
        await using var server = await TestServer.StartAsync();
        var repository = new TestRepository();
        var old = repository.Builder.Files["metadata/timestamp.json"];
        repository.Add("1.0.0", Blob);
        await repository.SendAsync(server.Operator);
        repository.Builder.Files["metadata/timestamp.json"] = old;

        (await repository.TrySendAsync(server.Operator, "metadata/timestamp.json"))
            .AssertProblem(HttpStatusCode.Conflict, "rollback");
    }

    [Fact]
    public async Task Metadata_TooLarge_IsRefused()
    {
        await using var server = await TestServer.StartAsync();

        (await server.Operator.SendAsync(HttpMethod.Put, "/repo/metadata/1.root.json",
            new string(' ', Aops.Contracts.Limits.TufMetadataBytesMax + 1), ("Expect", "100-continue")))
            .AssertProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task Releases_AreWhatTheMetadataLists()
    {
        await using var server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        repository.Add("1.1.0", Blob);
        await repository.SendAsync(server.Operator);

        var list = await server.Operator.GetOkAsync("/api/releases");

        Assert.Equal(3, (long)list["metadataVersion"]!);
        Assert.Null(list["fault"]);
        Assert.Contains(list["releases"]!.AsArray(), release =>
            (string?)release!["kind"] == "agent" && (string?)release["version"] == "1.1.0");
    }

    [Fact]
    public async Task Releases_OfPublishers_AreListed_AsFarAsHostsFindThem()
    {
        await using var server = await TestServer.StartAsync();
        var repository = new TestRepository();
        repository.Builder.Delegate("targets", "team", "subagents/demo/*/*", "agent/*/*", "bootstrap/*");
        foreach (var (target, kind, name) in new[]
        {
            ("subagents/demo/1.0.0/demo-linux-x64.tar.zst", "subagent", "demo"),
            ("subagents/other/1.0.0/other-linux-x64.tar.zst", "subagent", "other"),
            ("agent/9.0.0/aops-agent-linux-x64.tar.zst", "agent", "aops-agent"),
            (TestRepository.Bootstrap, "bootstrap", "aops-agent-service"),
        })
        {
            repository.AddRelease("team", target, Blob, kind, name, "1.0.0");
        }
        repository.Builder.Publish();
        await repository.SendAsync(server.Operator);

        var list = await server.Operator.GetOkAsync("/api/releases");

        var release = Assert.Single(list["releases"]!.AsArray())!;
        Assert.Equal(("demo", "team"), ((string?)release["name"], (string?)release["publisher"]));
        // What is listed may be ordered.
        await server.Operator.PutOkAsync("/api/desired",
            """{"subAgents":[{"name":"demo","version":"1.0.0"}]}""");
    }

    [Fact]
    public async Task Download_SendsThePublishedProgram()
    {
        await using var server = await TestServer.StartAsync();
        var path = "/api/download/aops-agent-service-linux-amd64";
        (await server.Anybody.SendAsync(HttpMethod.Get, path)).AssertProblem(HttpStatusCode.NotFound, "not-published");

        await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);

        Assert.Equal(Blob, await server.Anybody.GetByteArrayAsync(path));
    }

    private static async Task PublishBlobAsync(TestServer server)
    {
        var repository = new TestRepository();
        repository.Builder.AddTarget("targets", "agent/1.0.0/agent.tar.zst", Blob);
        repository.Builder.Publish();
        await repository.SendAsync(server.Operator);
    }
}
