using Aops.Contracts;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

public sealed class WithdrawTests : IAsyncLifetime
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

    private Task<int> WithdrawAsync(string version) =>
        _tool.RunAsync("withdraw", "--repo", _tool.Repo, "--keys", _tool.Keys, "--version", version);

    [Fact]
    public async Task Withdrawn_IsFoundNoMore()
    {
        Assert.Equal(ExitCodes.Ok, await WithdrawAsync("2.0"));
        var client = _tool.Client(new DirectoryReleaseSource(_tool.Repo));

        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        Assert.Null(client.FindAgent("2.0"));
        Assert.NotNull(client.FindAgent("1.0"));
    }

    [Fact]
    public async Task Withdrawn_NeverComesBackWithOtherContent()
    {
        await WithdrawAsync("2.0");
        _tool.Write("in/conf/a.txt", "other");

        Assert.Equal(ExitCodes.CannotWrite, await _tool.RunAsync(
            "sign", await _tool.PackAsync("2.0"), "--repo", _tool.Repo, "--keys", _tool.Keys));
    }

    [Fact]
    public async Task Unknown_IsSaid() => Assert.Equal(ExitCodes.NoInput, await WithdrawAsync("9.0"));

    [Fact]
    public async Task WithoutTheTargetsKey_NothingChanges()
    {
        File.Delete(Path.Combine(_tool.Keys, "targets.pem"));

        Assert.Equal(ExitCodes.NoPermission, await WithdrawAsync("2.0"));
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.Contains("aops-agent 2.0", _tool.Output, StringComparison.Ordinal);
    }
}
