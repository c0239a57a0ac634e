using Aops.Contracts;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

/// <summary>Publishers sign their own sub-agents, with keys that the operator never sees.</summary>
public sealed class PublisherTests : IAsyncLifetime
{
    private readonly Tool _tool = new();

    public async ValueTask InitializeAsync()
    {
        await _tool.InitAsync();
        // The publisher's own repository makes its key; the operator gets the public half.
        await _tool.OkAsync("init", "--repo", _tool["theirs"], "--keys", _tool["their-keys"]);
    }

    public ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return ValueTask.CompletedTask;
    }

    private string TheirKey => _tool["their-keys/targets.pem"];

    private Task<int> DelegateAsync(string name = "team", string subAgent = "demo", params string[] more) => _tool.RunAsync(
    [
        "delegate", "--repo", _tool.Repo, "--keys", _tool.Keys, "--publisher", name,
        "--publisher-key", TheirKey, "--subagent", subAgent, .. more,
    ]);

    private async Task<string> PackAsync(string name, string version, string more = "\"user\":\"nobody\"")
    {
        _tool.Write($"{name}/run", "#!/bin/sh\n", executable: true);
        _tool.Write($"{name}/subagent.json",
            $$"""{"name":"{{name}}","version":"{{version}}","exec":"run",{{more}}}""");
        var file = _tool[$"{name}-{version}.tar.zst"];
        await _tool.OkAsync("pack", "--input", _tool[name], "--kind", "subagent", "--name", name,
            "--version", version, "--output", file, "--force");
        return file;
    }

    private async Task<ReleaseSearch> FindAsync(IReleaseSource? source = null, string version = "1.0")
    {
        var client = _tool.Client(source ?? new DirectoryReleaseSource(_tool.Repo));
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        return await client.FindSubAgentAsync("demo", version, CancellationToken.None);
    }

    private async Task SignAsTheyDoAsync(string name = "demo", string version = "1.0") => await _tool.OkAsync(
        "sign", await PackAsync(name, version), "--repo", _tool.Repo, "--publisher", "team", "--keys", TheirKey);

    [Fact]
    public async Task Signed_IsFoundOnceTheOperatorRefreshes()
    {
        Assert.Equal(ExitCodes.Ok, await DelegateAsync());
        await SignAsTheyDoAsync();
        Assert.Contains("refresh", _tool.Output, StringComparison.Ordinal);
        Assert.IsType<ReleaseSearch.Missing>(await FindAsync());
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);

        var found = Assert.IsType<ReleaseSearch.Found>(await FindAsync());
        Assert.Equal("demo", found.Target.Name);
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
    }

    [Fact]
    public async Task Signed_WithTheOnlineKeysIsFoundAtOnce()
    {
        await DelegateAsync();
        await _tool.OkAsync("sign", await PackAsync("demo", "1.0"), "--repo", _tool.Repo, "--publisher", "team",
            "--keys", TheirKey, "--keys", Path.Combine(_tool.Keys, "snapshot.pem"),
            "--keys", Path.Combine(_tool.Keys, "timestamp.pem"));

        Assert.IsType<ReleaseSearch.Found>(await FindAsync());
    }

    [Theory]
    [InlineData("\"nice\":1", false)]
    [InlineData("\"user\":\"root\"", false)]
    [InlineData("\"user\":\"0\"", false)]
    [InlineData("\"user\":\"00\"", false)]
    [InlineData("\"user\":\"nobody\",\"group\":\"root\"", false)]
    [InlineData("\"user\":\"nobody\"", true)]
    [InlineData("\"nice\":1", true, "--allow-root")]
    [InlineData("\"user\":\"daemon\"", false, "--user", "nobody")]
    [InlineData("\"user\":\"nobody\"", true, "--user", "daemon", "--user", "nobody")]
    [InlineData("\"user\":\"nobody\"", false, "--no-root", "--sandbox", "noNetwork")]
    [InlineData("\"user\":\"nobody\",\"sandbox\":{\"noNetwork\":true}", true, "--sandbox", "noNetwork")]
    [InlineData("\"user\":\"nobody\",\"sandbox\":{\"noNetwork\":true}", false, "--sandbox", "all")]
    public async Task Rights_AreThoseOfTheDelegation(string spec, bool isCovered, params string[] options)
    {
        Assert.Equal(ExitCodes.Ok, await DelegateAsync(more: options));

        Assert.Equal(isCovered ? ExitCodes.Ok : ExitCodes.NoPermission, await _tool.RunAsync(
            "sign", await PackAsync("demo", "1.0", spec), "--repo", _tool.Repo, "--publisher", "team", "--keys", TheirKey));
    }

    [Fact]
    public async Task Rights_ReachTheHost_AndContradictionsAreRefused()
    {
        foreach (var options in new[] { new[] { "--allow-root", "--no-root" }, ["--user", "root"], ["--sandbox", "noMoon"] })
            Assert.Equal(ExitCodes.Usage, await DelegateAsync(more: options));
        await DelegateAsync(more: ["--user", "nobody"]);
        await SignAsTheyDoAsync();
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);

        var rights = Assert.Single(Assert.IsType<ReleaseSearch.Found>(await FindAsync()).Rights);
        Assert.False(rights.MayBeRoot);
        Assert.Equal(["nobody"], rights.Users);
        Assert.Equal("team", rights.Publisher);
    }

    [Fact]
    public async Task Foreign_NamesAreRefused()
    {
        await DelegateAsync();

        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync("sign", await PackAsync("other", "1.0"),
            "--repo", _tool.Repo, "--publisher", "team", "--keys", TheirKey));
        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync("sign", await _tool.PackAsync(),
            "--repo", _tool.Repo, "--publisher", "team", "--keys", TheirKey));
    }

    [Fact]
    public async Task OperatorsKey_DoesNotSignForThePublisher()
    {
        await DelegateAsync();

        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync("sign", await PackAsync("demo", "1.0"),
            "--repo", _tool.Repo, "--publisher", "team", "--keys", _tool.Keys));
    }

    [Fact]
    public async Task Revoked_IsFoundNoMore_AndHostsFollow()
    {
        await DelegateAsync();
        await SignAsTheyDoAsync();
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);
        Assert.IsType<ReleaseSearch.Found>(await FindAsync());
        await _tool.OkAsync("revoke", "--repo", _tool.Repo, "--keys", _tool.Keys, "--publisher", "team");

        Assert.IsType<ReleaseSearch.Missing>(await FindAsync());
        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync("sign", await PackAsync("demo", "2.0"),
            "--repo", _tool.Repo, "--publisher", "team", "--keys", TheirKey));
    }

    [Fact]
    public async Task ChangedKey_NeedsAFreshSignature()
    {
        await DelegateAsync();
        await SignAsTheyDoAsync();
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);
        File.Move(_tool["their-keys/snapshot.pem"], TheirKey, overwrite: true);
        Assert.Equal(ExitCodes.Ok, await DelegateAsync());
        Assert.IsType<ReleaseSearch.Missing>(await FindAsync());

        await SignAsTheyDoAsync(version: "2.0");
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);
        Assert.IsType<ReleaseSearch.Found>(await FindAsync());
    }

    [Fact]
    public async Task Bundle_CarriesWhatAPublisherSigned()
    {
        await DelegateAsync();
        await SignAsTheyDoAsync();
        await _tool.SignAsync(await _tool.PackAsync());
        await _tool.OkAsync("bundle", "--repo", _tool.Repo, "--version", "1.0", "--subagent", "demo@1.0",
            "--output", _tool["bundle.tar"]);

        var source = new BundleReleaseSource(_tool["bundle.tar"]);
        var client = _tool.Client(source);
        await client.RefreshAsync(CancellationToken.None);
        var found = Assert.IsType<ReleaseSearch.Found>(
            await client.FindSubAgentAsync("demo", "1.0", CancellationToken.None));
        Assert.IsType<StageOutcome.Staged>(await client.StageAsync(
            found.Target, _tool["host/slots"], null, CancellationToken.None));
    }

    [Fact]
    public async Task Verify_SeesWhatNoHostWouldTake()
    {
        await DelegateAsync();
        await SignAsTheyDoAsync();
        await _tool.OkAsync("delegate", "--repo", _tool.Repo, "--keys", _tool.Keys, "--publisher", "team",
            "--publisher-key", TheirKey, "--subagent", "other");

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sec_L14_VersionOfAPublisher_IsWithdrawn_AndThePublisherStays(bool byThePublisher)
    {
        await DelegateAsync();
        await SignAsTheyDoAsync(version: "1.0");
        await SignAsTheyDoAsync(version: "2.0");
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);
        Assert.IsType<ReleaseSearch.Found>(await FindAsync());

        await _tool.OkAsync("withdraw", "--repo", _tool.Repo, "--publisher", "team", "--subagent", "demo",
            "--version", "1.0", "--keys", byThePublisher ? TheirKey : _tool.Keys);
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);

        Assert.IsType<ReleaseSearch.Missing>(await FindAsync());
        Assert.IsType<ReleaseSearch.Found>(await FindAsync(version: "2.0"));
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.DoesNotContain("demo 1.0", _tool.Output, StringComparison.Ordinal);
        await _tool.OkAsync("publish", "--repo", _tool.Repo, "--to-directory", _tool["out"]);
        Assert.IsType<ReleaseSearch.Missing>(await FindAsync(new DirectoryReleaseSource(_tool["out"])));
        // It never comes back with other content, and what comes after is found.
        _tool.Write("demo/other", "content");
        Assert.Equal(ExitCodes.CannotWrite, await _tool.RunAsync("sign", await PackAsync("demo", "1.0"),
            "--repo", _tool.Repo, "--publisher", "team", "--keys", TheirKey));
        await SignAsTheyDoAsync(version: "3.0");
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);
        Assert.IsType<ReleaseSearch.Found>(await FindAsync(version: "3.0"));
    }

    [Theory]
    [InlineData("nobody", "demo", "1.0")]
    [InlineData("team", "demo", "9.0")]
    public async Task Sec_L14_WithdrawingWhatIsNotThere_ChangesNothing(string publisher, string subAgent, string version)
    {
        await DelegateAsync();
        await SignAsTheyDoAsync();

        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync("withdraw", "--repo", _tool.Repo, "--keys", _tool.Keys,
            "--publisher", publisher, "--subagent", subAgent, "--version", version));
    }

    [Fact]
    public async Task Publish_LeavesOutWhomNothingIsDelegatedTo()
    {
        await DelegateAsync();
        await SignAsTheyDoAsync();
        await _tool.OkAsync("revoke", "--repo", _tool.Repo, "--keys", _tool.Keys, "--publisher", "team");

        await _tool.OkAsync("publish", "--repo", _tool.Repo, "--to-directory", _tool["out"]);

        Assert.Contains("team is left out: nothing is delegated to it any more", _tool.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_tool["out/metadata/1.team.json"]));
    }

    [Theory]
    [InlineData("root", "demo")]
    [InlineData("a.b", "demo")]
    [InlineData("../x", "demo")]
    [InlineData("team", "*")]
    public async Task BadNames_AreUsage(string publisher, string subAgent) =>
        Assert.Equal(ExitCodes.Usage, await DelegateAsync(publisher, subAgent));
}
