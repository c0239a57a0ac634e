using Aops.Contracts;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

public sealed class PermitDowngradeTests : IAsyncLifetime
{
    private readonly Tool _tool = new();

    public async ValueTask InitializeAsync()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync("1.0"), await _tool.PackAsync("2.0"));
    }

    public ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<int> PermitAsync(params string[] words) =>
        _tool.RunAsync(["permit-downgrade", "--repo", _tool.Repo, "--keys", _tool.Keys, "--version", "1.0", .. words]);

    private async Task<string?> PermissionAsync(string version)
    {
        var client = _tool.Client(new DirectoryReleaseSource(_tool.Repo));
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        return client.FindAgent(version)!.MayGoBackFrom;
    }

    [Fact]
    public async Task Permission_ReachesHosts_AndCanBeTakenBack()
    {
        Assert.Equal(ExitCodes.Ok, await PermitAsync("--from", "2.0"));
        Assert.Equal("2.0", await PermissionAsync("1.0"));
        Assert.Null(await PermissionAsync("2.0"));
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.Contains("hosts may go back from 2.0 or older", _tool.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Ok, await PermitAsync("--revoke"));
        Assert.Null(await PermissionAsync("1.0"));
    }

    [Fact]
    public async Task Permission_OutlivesSigningThePackageAgain()
    {
        await PermitAsync("--from", "2.0");
        await _tool.SignAsync(_tool["in-1.0.tar.zst"]);

        Assert.Contains("nothing was changed", _tool.Output, StringComparison.Ordinal);
        Assert.Equal("2.0", await PermissionAsync("1.0"));
    }

    [Theory]
    [InlineData(ExitCodes.Usage)]
    [InlineData(ExitCodes.Usage, "--from", "2.0", "--revoke")]
    [InlineData(ExitCodes.Usage, "--from", "1.0")]
    [InlineData(ExitCodes.Usage, "--from", "../2")]
    [InlineData(ExitCodes.NoInput, "--from", "2.0", "--subagent", "nobody")]
    public async Task Nonsense_IsRefused_AndChangesNothing(int code, params string[] words)
    {
        Assert.Equal(code, await PermitAsync(words));
        Assert.Null(await PermissionAsync("1.0"));
    }

    [Fact]
    public async Task WithoutTheTargetsKey_NothingIsPermitted()
    {
        File.Delete(Path.Combine(_tool.Keys, "targets.pem"));

        Assert.Equal(ExitCodes.NoPermission, await PermitAsync("--from", "2.0"));
        Assert.Null(await PermissionAsync("1.0"));
    }
}
