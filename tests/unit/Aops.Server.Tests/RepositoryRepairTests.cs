using System.Net;
using System.Text;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>A repository that the server finds at its start, changed by somebody, or left by a publish that broke off.</summary>
public sealed class RepositoryRepairTests
{
    private static readonly byte[] Blob = Encoding.ASCII.GetBytes("0123456789");

    private static string Metadata(TestServer server, string name) =>
        Path.Combine(server.Data, "repository/metadata", name);

    [Fact]
    public async Task Sec_H2_FilesChangedBehindTheServer_ArePutBackOrAside()
    {
        await using var server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        await server.StopAsync();
        await File.WriteAllTextAsync(Metadata(server, Path.GetFileName(repository.PathOf("snapshot"))), "junk");
        await File.WriteAllTextAsync(Metadata(server, "2.root.json"), TestRepository.Unsigned("root", 2));
        await File.WriteAllTextAsync(Metadata(server, "9.snapshot.json"), "junk");

        await server.StartAgainAsync();

        Assert.Equal(repository.Builder.Files[repository.PathOf("snapshot")],
            await server.Anybody.GetByteArrayAsync("/repo/" + repository.PathOf("snapshot")));
        foreach (var name in new[] { "2.root.json", "9.snapshot.json" })
        {
            Assert.False(File.Exists(Metadata(server, name)));
            Assert.True(File.Exists(Path.Combine(server.Data, "repository/.unverified", name)));
        }
        Assert.Null((await server.Operator.GetOkAsync("/api/releases"))["fault"]);
    }

    [Fact]
    public async Task Sec_H2_FolderThatIsNotVerifiable_IsSaid_AndNothingIsInstalledFromIt()
    {
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        await File.WriteAllTextAsync(Metadata(server, "timestamp.json"),
            TestRepository.Unsigned("timestamp", 1));

        await server.StartAgainAsync();

        (await server.Anybody.SendAsync(HttpMethod.Get, "/install.sh"))
            .AssertProblem(HttpStatusCode.ServiceUnavailable, "not-verified");
        Assert.NotNull((await server.Operator.GetOkAsync("/api/releases"))["fault"]);
        await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        Assert.Equal(HttpStatusCode.OK, (await server.Anybody.SendAsync(HttpMethod.Get, "/install.sh")).Status);
    }

    [Fact]
    public async Task Sec_H2_PublishThatBrokeOffAtItsEnd_IsCompletedAtTheStart()
    {
        await using var server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(server.Operator, "1.0.0", Blob);
        repository.Add("2.0.0", Blob);
        foreach (var path in repository.InOrder().SkipLast(1)) await repository.SendAsync(server.Operator, path);
        await server.StopAsync();
        await File.WriteAllBytesAsync(Path.Combine(server.Data, "repository/.staging/metadata/timestamp.json"),
            repository.Builder.Files["metadata/timestamp.json"]);

        await server.StartAgainAsync();

        Assert.Contains("2.0.0", (await server.Operator.GetOkAsync("/api/releases")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(repository.Builder.Files["metadata/timestamp.json"],
            await server.Anybody.GetByteArrayAsync("/repo/metadata/timestamp.json"));
    }

    [Fact]
    public async Task Uploads_ThatNothingCameOf_AreRemovedAfterAWeek()
    {
        await using var server = await TestServer.StartAsync();
        var path = $"targets/bootstrap/{TestRepository.Sha256(Blob)}.program";
        await TestRepository.PutAsync(server.Operator, path, Blob);
        var staged = Path.Combine(server.Data, "repository/.staging", path);
        File.SetLastWriteTimeUtc(staged, DateTime.UtcNow - ServerLimits.StagedAgeMax - TimeSpan.FromMinutes(1));
        await server.StopAsync();

        await server.StartAgainAsync();

        Assert.False(File.Exists(staged));
    }
}
