using Aops.Contracts;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

/// <summary>Roles that get other keys or thresholds: hosts that trust the first root follow.</summary>
public sealed class RootKeysTests : IAsyncLifetime
{
    private readonly Tool _tool = new();

    public async ValueTask InitializeAsync()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync());
        await AssertTrustedAsync();
    }

    public ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AssertTrustedAsync(int rootVersion = 1)
    {
        var outcome = await _tool.Client(new DirectoryReleaseSource(_tool.Repo)).RefreshAsync(CancellationToken.None);
        Assert.Equal(rootVersion, Assert.IsType<TufRefresh.Ok>(outcome).RootVersion);
    }

    private async Task<string> KeyOfAsync(string role)
    {
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        var lines = _tool.Output.Split('\n');
        return lines[Array.FindIndex(lines, l => l.StartsWith(role, StringComparison.Ordinal)) + 1].Split(' ')[^1];
    }

    private string[] Words(string verb, string role, params string[] more) =>
        [verb, "--repo", _tool.Repo, "--role", role, "--keys", _tool.Keys, .. more];

    [Theory]
    [InlineData("root")]
    [InlineData("targets")]
    [InlineData("snapshot")]
    [InlineData("timestamp")]
    public async Task Rotated_IsFollowedByHosts(string role)
    {
        var old = await KeyOfAsync(role);
        await _tool.OkAsync(Words("rotate", role, "--old-key", old[..12], "--new-key", _tool["new.pem"]));

        Assert.NotEqual(old, await KeyOfAsync(role));
        await AssertTrustedAsync(2);
        File.Move(_tool["new.pem"], Path.Combine(_tool.Keys, $"{role}.pem"), overwrite: true);
        await _tool.SignAsync(await _tool.PackAsync("2.0"));
        await AssertTrustedAsync(2);
    }

    [Fact]
    public async Task RotatedKey_OfABareName_IsWhereTheNextVerbLooks()
    {
        var old = await KeyOfAsync("timestamp");
        await _tool.OkAsync(Words("rotate", "timestamp", "--old-key", old[..12], "--new-key", "timestamp-2.pem"));

        Assert.True(File.Exists(Path.Combine(_tool.Keys, "timestamp-2.pem")));
        Assert.DoesNotContain("note:", _tool.Error, StringComparison.Ordinal);
        await _tool.OkAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys);
    }

    [Fact]
    public async Task RotatedKey_ThatLiesElsewhere_IsToldOf()
    {
        var old = await KeyOfAsync("timestamp");
        await _tool.OkAsync(Words("rotate", "timestamp", "--old-key", old[..12], "--new-key", _tool["new.pem"]));

        Assert.Contains("lies in no folder of --keys", _tool.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync("refresh", "--repo", _tool.Repo, "--keys", _tool.Keys));
        Assert.Contains("not among them: ", _tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RotatedRoot_NeedsTheOldKey()
    {
        var old = await KeyOfAsync("root");
        File.Delete(Path.Combine(_tool.Keys, "root.pem"));

        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync(
            Words("rotate", "root", "--old-key", old, "--new-key", _tool["new.pem"])));
        Assert.False(File.Exists(_tool["new.pem"]));
        await AssertTrustedAsync();
    }

    [Fact]
    public async Task AddedKey_RaisesTheThreshold()
    {
        await _tool.OkAsync(Words("add-key", "targets", "--new-key", _tool["second.pem"], "--threshold", "2"));
        await AssertTrustedAsync(2);
        var package = await _tool.PackAsync("2.0");

        Assert.Equal(ExitCodes.NoPermission, await _tool.RunAsync(
            "sign", package, "--repo", _tool.Repo, "--keys", _tool.Keys));
        await _tool.OkAsync(
            "sign", package, "--repo", _tool.Repo, "--keys", _tool.Keys, "--keys", _tool["second.pem"]);
        await AssertTrustedAsync(2);
    }

    [Fact]
    public async Task AddedKey_WithoutAHigherThresholdNeedsOnlyTheRootKey()
    {
        await _tool.OkAsync("add-key", "--repo", _tool.Repo, "--role", "timestamp",
            "--keys", Path.Combine(_tool.Keys, "root.pem"), "--new-key", _tool["second.pem"]);

        await AssertTrustedAsync(2);
        Assert.Single(Directory.GetFiles(Path.Combine(_tool.Repo, "metadata"), "2.root.json"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    public async Task Threshold_BeyondTheKeysIsRefused(string threshold)
    {
        Assert.Equal(ExitCodes.Usage, await _tool.RunAsync(
            Words("add-key", "targets", "--new-key", _tool["second.pem"], "--threshold", threshold)));
        await AssertTrustedAsync();
    }

    [Fact]
    public async Task SameKeyAgain_IsRefused() => Assert.Equal(ExitCodes.CannotWrite, await _tool.RunAsync(
        Words("add-key", "targets", "--new-key", Path.Combine(_tool.Keys, "targets.pem"))));

    [Fact]
    public async Task UnknownOldKey_IsRefused() => Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync(
        Words("rotate", "targets", "--old-key", "ffff", "--new-key", _tool["new.pem"])));

    [Fact]
    public async Task MadeKey_HasThePassphrase()
    {
        _tool.Write("pass", "correct horse\n");
        await _tool.OkAsync(Words("add-key", "targets", "--new-key", _tool["new.pem"], "--passphrase-file", _tool["pass"]));

        Assert.Contains("ENCRYPTED", File.ReadAllText(_tool["new.pem"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-algorithm ED25519")]
    [InlineData("-algorithm RSA -pkeyopt rsa_keygen_bits:2048")]
    [InlineData("-algorithm EC -pkeyopt ec_paramgen_curve:P-256")]
    public async Task PublicKeysOfOthers_AreTaken(string generate)
    {
        Run("openssl", $"genpkey {generate} -out {_tool["theirs"]}");
        Run("openssl", $"pkey -in {_tool["theirs"]} -pubout -out {_tool["theirs.pub"]}");
        await _tool.OkAsync(Words("add-key", "targets", "--new-key", _tool["theirs.pub"]));

        await AssertTrustedAsync(2);
    }

    [Fact]
    public async Task OtherCurves_AreRefused()
    {
        Run("openssl", $"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out {_tool["theirs"]}");
        Run("openssl", $"pkey -in {_tool["theirs"]} -pubout -out {_tool["theirs.pub"]}");

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync(
            Words("add-key", "targets", "--new-key", _tool["theirs.pub"])));
    }

    private static void Run(string program, string arguments)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
