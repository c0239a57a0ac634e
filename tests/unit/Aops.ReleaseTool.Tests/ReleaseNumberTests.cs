using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

public sealed class ReleaseNumberTests : IAsyncLifetime
{
    private readonly Tool _tool = new();

    public async ValueTask InitializeAsync()
    {
        await _tool.InitAsync();
        foreach (var version in new[] { "c57f6a1d", "0a1b2c3d" }) await SignAsync(version);
    }

    public ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Numbers_FollowTheOrderOfSigning()
    {
        Assert.Equal(1, await NumberAsync("c57f6a1d"));
        Assert.Equal(2, await NumberAsync("0a1b2c3d"));
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.Contains("(release 2)", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_OfAWithdrawnVersion_IsGivenToNoOther()
    {
        await _tool.OkAsync("withdraw", "--repo", _tool.Repo, "--keys", _tool.Keys, "--version", "0a1b2c3d");
        await SignAsync("12345678");

        Assert.Equal(3, await NumberAsync("12345678"));
    }

    [Fact]
    public async Task VersionsWithoutANumber_GetTheirsWithTheNextSigning()
    {
        var file = Directory.GetFiles(_tool["repo/metadata"], "*.targets.json").Order(StringComparer.Ordinal).Last();
        var metadata = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        metadata["signed"]!.AsObject().Remove("x-aops-release-numbers");
        foreach (var (_, target) in metadata["signed"]!["targets"]!.AsObject())
            target!["custom"]!.AsObject().Remove("releaseNumber");
        await File.WriteAllTextAsync(file, metadata.ToJsonString());

        await SignAsync("12345678");

        Assert.Equal(1, await NumberAsync("c57f6a1d"));
        Assert.Equal(2, await NumberAsync("0a1b2c3d"));
        Assert.Equal(3, await NumberAsync("12345678"));
    }

    [Fact]
    public async Task Permission_IsGivenByNumber_AndCarriesIt()
    {
        Assert.Equal(ExitCodes.Usage, await PermitAsync("0a1b2c3d", "c57f6a1d"));
        Assert.Equal(ExitCodes.Ok, await PermitAsync("c57f6a1d", "0a1b2c3d"));

        var target = (await ClientAsync()).FindAgent("c57f6a1d")!;
        Assert.Equal(("0a1b2c3d", 2L), (target.MayGoBackFrom, target.MayGoBackFromNumber));
    }

    private Task<int> PermitAsync(string version, string from) => _tool.RunAsync(
        "permit-downgrade", "--repo", _tool.Repo, "--keys", _tool.Keys, "--version", version, "--from", from);

    private async Task SignAsync(string version) => await _tool.SignAsync(await _tool.PackAsync(version));

    private async Task<long?> NumberAsync(string version) => (await ClientAsync()).FindAgent(version)!.ReleaseNumber;

    private async Task<ReleaseClient> ClientAsync()
    {
        var client = _tool.Client(new DirectoryReleaseSource(_tool.Repo));
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        return client;
    }
}
