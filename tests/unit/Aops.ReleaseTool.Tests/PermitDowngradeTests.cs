using Aops.Contracts;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

public sealed class PermitDowngradeTests : TwoReleasesTest
{
    private Task<int> PermitAsync(params string[] words) =>
        Tool.RunAsync(["permit-downgrade", "--repo", Tool.Repo, "--keys", Tool.Keys, "--version", "1.0", .. words]);

    private async Task<string?> PermissionAsync(string version)
    {
        var client = Tool.Client(new DirectoryReleaseSource(Tool.Repo));
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        return client.FindAgent(version)!.MayGoBackFrom;
    }

    [Fact]
    public async Task Permission_ReachesHosts_AndCanBeTakenBack()
    {
        Assert.Equal(ExitCodes.Ok, await PermitAsync("--from", "2.0"));
        Assert.Equal("2.0", await PermissionAsync("1.0"));
        Assert.Null(await PermissionAsync("2.0"));
        await Tool.OkAsync("list", "--repo", Tool.Repo);
        Assert.Contains("hosts may go back from 2.0 or older", Tool.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Ok, await PermitAsync("--revoke"));
        Assert.Null(await PermissionAsync("1.0"));
    }

    [Fact]
    public async Task Permission_OutlivesSigningThePackageAgain()
    {
        await PermitAsync("--from", "2.0");
        await Tool.SignAsync(Tool["in-1.0.tar.zst"]);

        Assert.Contains("nothing was changed", Tool.Output, StringComparison.Ordinal);
        Assert.Equal("2.0", await PermissionAsync("1.0"));
    }

    [Fact]
    public async Task NewVersion_GivesTheWayBackToTheOneBefore_AndNoFurther()
    {
        await Tool.SignAsync(await Tool.PackAsync("3.0"));

        Assert.Contains("hosts may go back from aops-agent 3.0 to 2.0", Tool.Output, StringComparison.Ordinal);
        Assert.Equal("3.0", await PermissionAsync("2.0"));
        Assert.Null(await PermissionAsync("1.0"));
        Assert.Null(await PermissionAsync("3.0"));
    }

    [Fact]
    public async Task AWithdrawnVersion_IsNoneThatHostsGoBackTo()
    {
        await Tool.OkAsync("withdraw", "--repo", Tool.Repo, "--keys", Tool.Keys, "--version", "2.0");
        await Tool.SignAsync(await Tool.PackAsync("3.0"));

        Assert.Equal("3.0", await PermissionAsync("1.0"));
    }

    [Fact]
    public async Task WithoutAWayBack_OneThatWasPermittedStays()
    {
        await PermitAsync("--from", "2.0");
        await Tool.SignAsync("--no-way-back", await Tool.PackAsync("3.0"));

        Assert.DoesNotContain("go back", Tool.Output, StringComparison.Ordinal);
        Assert.Equal("2.0", await PermissionAsync("1.0"));
        Assert.Null(await PermissionAsync("2.0"));
    }

    // A version that was withdrawn is no longer listed, and is the one that hosts are to leave.
    [Theory]
    [InlineData("2.0", false)]
    [InlineData("9.9.9", true)]
    public async Task FromAVersionThatIsNotListed_IsPermitted_AndTold(string from, bool isTold)
    {
        Assert.Equal(ExitCodes.Ok, await PermitAsync("--from", from));

        Assert.Equal(isTold, Tool.Output.Contains("note: no suite 9.9.9 is signed here", StringComparison.Ordinal));
        Assert.Contains("under a new order (promote) at once", Tool.Output, StringComparison.Ordinal);
        Assert.Equal(from, await PermissionAsync("1.0"));
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
        File.Delete(Path.Combine(Tool.Keys, "targets.pem"));

        Assert.Equal(ExitCodes.NoPermission, await PermitAsync("--from", "2.0"));
        Assert.Null(await PermissionAsync("1.0"));
    }
}
