using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>The ways onto a host that has next to nothing.</summary>
public sealed class BootstrapTests(FleetFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    // What a minimal image brings: a shell and coreutils, without curl, wget, util-linux, procps or sed.
    private static readonly string[] Coreutils =
    [
        "sh", "cat", "chmod", "mkdir", "mktemp", "mv", "nohup", "readlink", "rm", "sha256sum", "sleep", "uname", "wc", "head",
    ];

    private readonly AgentHost _host = fixture.Fleet.NewHost();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Fleet Fleet => fixture.Fleet;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(_host.Layout.ServiceProgram)) await _host.ServiceAsync(CancellationToken.None, "uninstall");
        ProcessesWithin.KillAll(_host.Layout.Root);
    }

    [Theory]
    [InlineData("curl")]
    [InlineData("wget")]
    public async Task Script_NeedsAShellCoreutilsAndOneOfTwo(string fetcher)
    {
        var script = await DownloadAsync("install.sh");
        var path = LinkTools(fetcher);

        var result = await RunAsync("/bin/sh", path, script, "--token", await TokenAsync(), "--root", _host.Layout.Root);

        result.MustSucceed();
        await _host.WaitForPairAsync(Soon, Stop);
        (await RunAsync(_host.Layout.ServiceProgram, path, "uninstall", "--root", _host.Layout.Root)).MustSucceed();
        Assert.Empty(_host.Leftovers());
    }

    [Fact]
    public async Task Script_WithoutEither_SaysSo()
    {
        var script = await DownloadAsync("install.sh");

        var result = await RunAsync("/bin/sh", LinkTools(), script, "--token", "T", "--root", _host.Layout.Root);

        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
        Assert.Contains("neither curl nor wget is installed", result.Error);
        Assert.Empty(_host.Leftovers());
    }

    [Fact]
    public async Task DryRun_OfScriptAndProgram_ChangesNothing()
    {
        var token = await TokenAsync();
        (await Fleet.CurlInstallAsync(_host, token, Stop, "--dry-run")).MustSucceed();
        var program = await DownloadAsync("api/download/aops-agent-service-linux-amd64");

        var result = await Command.RunAsync(program,
        [
            "install", "--dry-run", "--endpoint", Fleet.Server.Url.ToString(), "--ca", Fleet.Server.Authority,
            "--token", token, "--root", _host.Layout.Root,
        ], Stop);

        result.MustSucceed();
        Assert.Matches($"would install [^ ]+ from the server below {_host.Layout.Root}", result.Output);
        Assert.Contains("nothing was changed", result.Output);
        Assert.Empty(_host.Leftovers());
        Assert.False(Directory.Exists(_host.Layout.Root));
    }

    [Fact]
    public async Task TwoSteps_DownloadThenControlInstall_TakesTheIdentityThatWasGiven()
    {
        const string id = "host-of-two-steps";
        var program = await DownloadAsync("api/download/aops-agent-service-linux-amd64", "-H", $"x-agent-id: {id}");

        var result = await Command.RunAsync(program,
        [
            "--control", "install", "--version", PublishedPrograms.First, "--agentId", id,
            "--endpoint", Fleet.Server.Url.GetLeftPart(UriPartial.Authority), "--ca", Fleet.Server.Authority,
            "--root", _host.Layout.Root,
        ], new Dictionary<string, string?> { ["AOPS_TOKEN"] = await TokenAsync() }, Stop);

        result.MustSucceed();
        Assert.Equal(id, await _host.IdAsync(Stop));
        var agent = await Fleet.Server.Api.GetAgentAsync(id, Stop);
        Assert.Equal("online", agent["summary"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Fingerprint_StandsForTheFileOfTheAuthority()
    {
        var result = await InstallByFingerprintAsync(string.Join(':', Fingerprint().Chunk(2).Select(pair => new string(pair))));

        result.MustSucceed();
        Assert.Equal(await File.ReadAllTextAsync(Fleet.Server.Authority, Stop), await File.ReadAllTextAsync(_host.Layout.TrustCa, Stop));
    }

    [Fact]
    public async Task OtherFingerprint_IsRefused_AndChangesNothing()
    {
        var result = await InstallByFingerprintAsync(new string('0', 8) + Fingerprint()[8..]);

        Assert.Equal(ExitCodes.Protocol, result.ExitCode);
        Assert.Contains("has another authority than --ca-sha256 names", result.Error);
        Assert.Empty(_host.Leftovers());
    }

    private string Fingerprint()
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Fleet.Server.Authority);
        return authority.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private async Task<CommandResult> InstallByFingerprintAsync(string fingerprint) =>
        await Command.RunAsync(await DownloadAsync("api/download/aops-agent-service-linux-amd64"),
        [
            "install", "--endpoint", Fleet.Server.Url.GetLeftPart(UriPartial.Authority), "--ca-sha256", fingerprint,
            "--token", await TokenAsync(), "--root", _host.Layout.Root,
        ], Stop);

    private Task<string> TokenAsync() => Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);

    // As an operator does it, with a program that is made executable.
    private async Task<string> DownloadAsync(string path, params string[] options)
    {
        var file = Path.Combine(Fleet.Root.Folder("downloads"), Guid.NewGuid().ToString("N"));
        (await Command.RunAsync("curl",
            ["-fsS", "--cacert", Fleet.Server.Authority, "-o", file, .. options, Fleet.Server.Url + path], Stop)).MustSucceed();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private string LinkTools(params string[] more)
    {
        var folder = Fleet.Root.Folder("path-" + Guid.NewGuid().ToString("N"));
        foreach (var tool in Coreutils.Concat(more))
        {
            var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/bin")
                .Select(f => Path.Combine(f, tool)).FirstOrDefault(File.Exists);
            Assert.SkipWhen(found is null, $"{tool} is not installed");
            File.CreateSymbolicLink(Path.Combine(folder, tool), found!);
        }
        return folder;
    }

    private static Task<CommandResult> RunAsync(string program, string path, params string[] arguments) =>
        Command.RunAsync(program, arguments, new Dictionary<string, string?> { ["PATH"] = path }, Stop);
}
