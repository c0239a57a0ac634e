using Aops.Contracts;

namespace Aops.ReleaseTool.Tests;

public sealed class PublishTests : IAsyncLifetime
{
    private readonly Tool _tool = new();
    private readonly RepositoryServer _server = new();
    private string[] _publish = [];

    public async ValueTask InitializeAsync()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync());
        _tool.Write("token", RepositoryServer.Token + "\n");
        _publish = ["publish", "--repo", _tool.Repo, .. Server()];
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _tool.Dispose();
    }

    private string[] Server() => ["--server", _server.Address, "--operator-token-file", _tool["token"]];

    private List<string> Puts() => [.. _server.Requests.Where(r => r.StartsWith("PUT", StringComparison.Ordinal))];

    [Fact]
    public async Task Sends_ContentFirstAndTheTimestampLast()
    {
        await _tool.OkAsync(_publish);

        var puts = Puts();
        Assert.StartsWith("PUT /repo/targets/agent/1.0/", puts[0], StringComparison.Ordinal);
        Assert.Equal(["PUT /repo/metadata/1.root.json", "PUT /repo/metadata/2.targets.json",
            "PUT /repo/metadata/2.snapshot.json", "PUT /repo/metadata/timestamp.json"], puts[1..]);
    }

    [Fact]
    public async Task KeysNeverLeave()
    {
        await _tool.OkAsync(_publish);

        Assert.All(_server.Files.Values, bytes => Assert.DoesNotContain(
            "PRIVATE KEY", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Again_SendsOnlyTheTimestamp()
    {
        await _tool.OkAsync(_publish);
        _server.Requests.Clear();
        await _tool.OkAsync(_publish);

        Assert.Equal(["PUT /repo/metadata/timestamp.json"], Puts());
    }

    [Fact]
    public async Task BrokenOff_GoesOn()
    {
        _server.PutsMax = 2;
        Assert.Equal(ExitCodes.Unavailable, await _tool.RunAsync(_publish));
        _server.PutsMax = int.MaxValue;
        _server.Requests.Clear();
        await _tool.OkAsync(_publish);

        Assert.Equal(3, Puts().Count);
        Assert.Equal(5, _server.Files.Count);
    }

    [Fact]
    public async Task OtherContentUnderTheSameVersion_IsAFault()
    {
        _server.Files["/repo/metadata/2.targets.json"] = "other"u8.ToArray();

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync(_publish));
        Assert.DoesNotContain("PUT /repo/metadata/timestamp.json", _server.Requests);
    }

    [Fact]
    public async Task WrongToken_IsNoPermission()
    {
        _tool.Write("token", "wrong");

        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync(_publish));
    }

    [Fact]
    public async Task NoServer_IsUnavailable()
    {
        await _server.DisposeAsync();

        Assert.Equal(ExitCodes.Unavailable, await _tool.RunAsync(_publish));
    }

    [Theory]
    [InlineData("", "/api/v1/layers/fleet", """{"agent":{"version":"1.0","order":null}}""")]
    [InlineData("--agent a1", "/api/v1/layers/host:a1", """{"agent":{"version":"1.0","order":null}}""")]
    [InlineData("--agent a1 --subagent x", "/api/v1/layers/host:a1", """{"subAgents":[{"version":"1.0","order":null,"name":"x"}]}""")]
    public async Task Promote_PatchesOneVersionOfOneLayer_AndNothingElse(string words, string path, string document)
    {
        await _tool.OkAsync(["promote", "--version", "1.0", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. Server()]);

        Assert.Contains($"PATCH {path}", _server.Requests);
        Assert.Equal($$"""{"document":{{document}},"message":"aops-release promote","strategy":"all-at-once"}""", _server.Patched);
    }

    [Fact]
    public async Task Promote_OfWhatAnotherPersonHasToApprove_IsNotDone()
    {
        _server.AwaitsApproval = true;

        Assert.Equal(ExitCodes.AwaitsApproval, await _tool.RunAsync(["promote", "--version", "1.0", .. Server()]));
        Assert.Contains(
            "nothing was ordered yet: the rule large demands another person; the change waits as ap1", _tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToDirectory_HasTheSameShape()
    {
        await _tool.OkAsync("publish", "--repo", _tool.Repo, "--to-directory", _tool["out"]);

        Assert.True(File.Exists(_tool["out/metadata/timestamp.json"]));
        await _tool.OkAsync("verify", "--repo", _tool["out"], "--root", _tool.TrustRoot);
    }
}
