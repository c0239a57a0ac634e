using Aops.Contracts;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

public sealed class WithdrawTests : TwoReleasesTest
{
    private Task<int> WithdrawAsync(string version) =>
        Tool.RunAsync("withdraw", "--repo", Tool.Repo, "--keys", Tool.Keys, "--version", version);

    [Fact]
    public async Task Withdrawn_IsFoundNoMore()
    {
        Assert.Equal(ExitCodes.Ok, await WithdrawAsync("2.0"));
        var client = Tool.Client(new DirectoryReleaseSource(Tool.Repo));

        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        Assert.Null(client.FindAgent("2.0"));
        Assert.NotNull(client.FindAgent("1.0"));
    }

    [Fact]
    public async Task Withdrawn_NeverComesBackWithOtherContent()
    {
        await WithdrawAsync("2.0");
        Tool.Write("in/conf/a.txt", "other");

        Assert.Equal(ExitCodes.CannotWrite, await Tool.RunAsync(
            "sign", await Tool.PackAsync("2.0"), "--repo", Tool.Repo, "--keys", Tool.Keys));
    }

    [Fact]
    public async Task Unknown_IsSaid() => Assert.Equal(ExitCodes.NoInput, await WithdrawAsync("9.0"));

    [Fact]
    public async Task WithoutTheTargetsKey_NothingChanges()
    {
        File.Delete(Path.Combine(Tool.Keys, "targets.pem"));

        Assert.Equal(ExitCodes.NoPermission, await WithdrawAsync("2.0"));
        await Tool.OkAsync("list", "--repo", Tool.Repo);
        Assert.Contains("aops-agent 2.0", Tool.Output, StringComparison.Ordinal);
    }
}
