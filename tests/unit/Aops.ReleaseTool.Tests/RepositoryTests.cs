using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

public sealed class RepositoryTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private static string Slots(Tool tool) => tool["host/opt/aops/releases"];

    private async Task<StageOutcome> StageAsync(IReleaseSource source, string version = "1.0")
    {
        var client = _tool.Client(source);
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        return await client.StageAsync(client.FindAgent(version)!, Slots(_tool), null, CancellationToken.None);
    }

    [Fact]
    public async Task Signed_IsAcceptedByAHost()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync());

        Assert.IsType<StageOutcome.Staged>(await StageAsync(new DirectoryReleaseSource(_tool.Repo)));
    }

    // What a power cut left of a target before it was listed; an older tool renamed it without a flush.
    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("zeros")]
    public async Task TornTarget_IsWrittenAnew_BeforeItIsSigned(string what)
    {
        await _tool.InitAsync();
        var package = await _tool.PackAsync();
        await _tool.SignAsync(package);
        var whole = File.ReadAllBytes(package);
        var relative = Path.GetRelativePath(_tool.Repo,
            Directory.EnumerateFiles(Path.Combine(_tool.Repo, "targets"), "*.zst", SearchOption.AllDirectories).Single());

        var other = _tool["other"];
        await _tool.OkAsync("init", "--repo", other, "--keys", _tool["other-keys"]);
        var stored = Path.Combine(other, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(stored)!);
        File.WriteAllBytes(stored, what switch
        {
            "empty" => [],
            "cut" => whole[..(whole.Length / 2)],
            _ => new byte[whole.Length],
        });
        await _tool.OkAsync("sign", "--repo", other, "--keys", _tool["other-keys"], package);

        Assert.Equal(whole, File.ReadAllBytes(stored));
    }

    [Fact]
    public async Task Keys_ArePrivate()
    {
        await _tool.InitAsync();

        Assert.All(Directory.GetFiles(_tool.Keys), file => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(4, Directory.GetFiles(_tool.Keys).Length);
    }

    [Fact]
    public async Task Init_NeverOverwrites()
    {
        await _tool.InitAsync();

        Assert.Equal(ExitCodes.CannotWrite, await _tool.RunAsync("init", "--repo", _tool.Repo, "--keys", _tool["k2"]));
        Assert.Equal(ExitCodes.CannotWrite, await _tool.RunAsync("init", "--repo", _tool["r2"], "--keys", _tool.Keys));
    }

    [Fact]
    public async Task Passphrase_IsNeeded()
    {
        _tool.Write("pass", "correct horse\n");
        _tool.Write("wrong", "battery staple\n");
        await _tool.OkAsync("init", "--repo", _tool.Repo, "--keys", _tool.Keys, "--passphrase-file", _tool["pass"]);
        var package = await _tool.PackAsync();
        string[] sign = ["sign", "--repo", _tool.Repo, "--keys", _tool.Keys, package];

        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync(sign));
        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync([.. sign, "--passphrase-file", _tool["wrong"]]));
        Assert.Equal(ExitCodes.Ok, await _tool.RunAsync([.. sign, "--passphrase-file", _tool["pass"]]));
        Assert.Contains("ENCRYPTED", File.ReadAllText(Path.Combine(_tool.Keys, "root.pem")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_WithoutTheTargetsKeyChangesNothing()
    {
        await _tool.InitAsync();
        var package = await _tool.PackAsync();

        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync("sign", package, "--repo", _tool.Repo,
            "--keys", Path.Combine(_tool.Keys, "snapshot.pem"), "--keys", Path.Combine(_tool.Keys, "timestamp.pem")));
        Assert.Single(Directory.GetFiles(Path.Combine(_tool.Repo, "metadata"), "*.targets.json"));
    }

    [Fact]
    public async Task Sign_RefusesWhatAHostWouldRefuse()
    {
        await _tool.InitAsync();
        _tool.Write("bad.tar.zst", "no package");

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync(
            "sign", _tool["bad.tar.zst"], "--repo", _tool.Repo, "--keys", _tool.Keys));
    }

    [Fact]
    public async Task Sign_RefusesToChangeARelease()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync());
        _tool.Write("in/conf/a.txt", "other");
        var changed = await _tool.PackAsync();

        Assert.Equal(ExitCodes.CannotWrite, await _tool.RunAsync(
            "sign", changed, "--repo", _tool.Repo, "--keys", _tool.Keys));
    }

    [Fact]
    public async Task Sign_TwiceIsOnce()
    {
        await _tool.InitAsync();
        var package = await _tool.PackAsync();
        await _tool.SignAsync(package);
        await _tool.SignAsync(package);

        Assert.Contains("nothing was changed", _tool.Output, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_tool.Repo, "metadata"), "*.targets.json").Length);
    }

    [Fact]
    public async Task Sign_TakesABootstrapProgram()
    {
        await _tool.InitAsync();
        _tool.Write("service", "program");
        await _tool.OkAsync("sign", "--repo", _tool.Repo, "--keys", _tool.Keys,
            "--bootstrap", _tool["service"], "--version", "1.0");
        await _tool.OkAsync("list", "--repo", _tool.Repo);

        Assert.Contains("bootstrap/aops-agent-service-linux-amd64", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_LastsLonger()
    {
        await _tool.OkAsync("init", "--repo", _tool.Repo, "--keys", _tool.Keys, "--expires", "0");
        var client = _tool.Client(new DirectoryReleaseSource(_tool.Repo));
        Assert.IsType<TufRefresh.Expired>(await client.RefreshAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Refresh_SignsSnapshotAndTimestampAnew()
    {
        await _tool.InitAsync();
        var source = new DirectoryReleaseSource(_tool.Repo);
        Assert.IsType<TufRefresh.Ok>(await _tool.Client(source).RefreshAsync(CancellationToken.None));

        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--expires", "0",
            "--keys", Path.Combine(_tool.Keys, "snapshot.pem"), Path.Combine(_tool.Keys, "timestamp.pem"));

        Assert.IsType<TufRefresh.Expired>(await _tool.Client(source).RefreshAsync(CancellationToken.None));
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);
        Assert.IsType<TufRefresh.Ok>(await _tool.Client(source).RefreshAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Verify_SeesDamage()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync());
        string[] verify = ["verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot];
        await _tool.OkAsync(verify);
        var target = Directory.GetFiles(Path.Combine(_tool.Repo, "targets"), "*", SearchOption.AllDirectories).Single();
        File.AppendAllText(target, "x");

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync(verify));
        File.Delete(target);
        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync(verify));
    }

    [Fact]
    public async Task Verify_RefusesAForeignRoot()
    {
        await _tool.InitAsync();
        await _tool.OkAsync("init", "--repo", _tool["r2"], "--keys", _tool["k2"]);

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync(
            "verify", "--repo", _tool.Repo, "--root", _tool["r2/metadata/1.root.json"]));
    }

    [Fact]
    public async Task Bundle_Installs()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync("1.0"), await _tool.PackAsync("2.0"));
        await _tool.OkAsync("bundle", "--repo", _tool.Repo, "--version", "2.0", "--output", _tool["bundle.tar"]);
        var source = new BundleReleaseSource(_tool["bundle.tar"]);

        Assert.IsType<StageOutcome.Staged>(await StageAsync(source, "2.0"));
        Assert.Equal(StageFailure.Network, Assert.IsType<StageOutcome.Failed>(await StageAsync(source, "1.0")).Kind);
    }

    [Fact]
    public async Task Bundle_OfAnUnknownVersionIsRefused()
    {
        await _tool.InitAsync();

        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync(
            "bundle", "--repo", _tool.Repo, "--version", "9", "--output", _tool["b"]));
    }

    [Fact]
    public async Task Version_IsSaid()
    {
        await _tool.OkAsync("--version");

        Assert.StartsWith("aops-release ", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownVerb_IsUsage() => Assert.Equal(ExitCodes.Usage, await _tool.RunAsync("frobnicate"));

    [Fact]
    public async Task RunsAtOnce_LoseNothingOfEachOther()
    {
        await _tool.InitAsync();
        string[] versions = ["1.0", "2.0", "3.0", "4.0"];
        var packages = new List<string>();
        foreach (var version in versions) packages.Add(await _tool.PackAsync(version));

        var codes = await Task.WhenAll(packages.Select(package => Task.Run(() => Program.RunAsync(
            ["sign", "--repo", _tool.Repo, "--keys", _tool.Keys, "--deltas", "0", package],
            TextWriter.Null, TextWriter.Null))));

        Assert.All(codes, code => Assert.Equal(ExitCodes.Ok, code));
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.All(versions, version =>
            Assert.Contains($"aops-agent {version} ", _tool.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_SaysWhatExpiresFirst()
    {
        await _tool.InitAsync();
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
        Assert.Contains("when timestamp expires", _tool.Output, StringComparison.Ordinal);

        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys, "--expires", "400");
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
        Assert.Contains("when targets expires", _tool.Output, StringComparison.Ordinal);
    }
}
