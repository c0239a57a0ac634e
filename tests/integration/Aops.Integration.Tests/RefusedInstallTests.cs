using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>Installations that must not work: each says why, has its exit code, and leaves nothing behind.</summary>
public sealed class RefusedInstallTests(FleetFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Fleet Fleet => fixture.Fleet;

    [Fact]
    public async Task WrongToken()
    {
        var agent = Fleet.NewHost();

        var result = await Fleet.CurlInstallAsync(agent, "wrong-token", Stop);

        AssertRefused(result, ExitCodes.NoPermission, "token", agent);
    }

    [Fact]
    public async Task WrongAuthority()
    {
        var agent = Fleet.NewHost();
        using var other = new TempRoot("ca");
        var authority = await OtherAuthorityAsync(other);

        var result = await InstallAsync(agent, Fleet.Server.Url.ToString(), authority);

        AssertRefused(result, ExitCodes.Protocol, "certificate", agent);
    }

    [Fact]
    public async Task UnreachableServer()
    {
        var agent = Fleet.NewHost();
        var nowhere = $"https://localhost:{FreePort.Find()}";

        var result = await InstallAsync(agent, nowhere, Fleet.Server.Authority);

        AssertRefused(result, ExitCodes.Unavailable, "localhost", agent);
    }

    [Fact]
    public async Task TamperedPackage()
    {
        await using var server = await OtherServerAsync();
        var agent = Fleet.NewHost();
        foreach (var package in Directory.EnumerateFiles(
            server.Server.Repository, "*.tar.zst", SearchOption.AllDirectories))
        {
            await using var file = File.Open(package, FileMode.Open, FileAccess.ReadWrite);
            file.Position = file.Length / 2;
            var old = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(old ^ 0x10));
        }

        var result = await server.CurlInstallAsync(
            agent, await server.Server.Api.CreateEnrolmentTokenAsync(Stop), Stop, "--version", PublishedPrograms.First);

        AssertRefused(result, ExitCodes.BadData, "aops-agent", agent);
    }

    [Fact]
    public async Task FullDisk()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a small tmpfs can be mounted by root only");
        var agent = Fleet.NewHost();
        Directory.CreateDirectory(agent.Layout.Root);
        var mount = await Command.RunAsync(
            "mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", agent.Layout.Root], Stop);
        Assert.SkipUnless(mount.ExitCode == 0, $"a tmpfs cannot be mounted here: {mount.Error.Trim()}");
        try
        {
            var result = await Fleet.CurlInstallAsync(
                agent, await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop), Stop);

            AssertRefused(result, ExitCodes.CannotWrite, "free", agent);
        }
        finally
        {
            ProcessesWithin.KillAll(agent.Layout.Root);
            await Command.RunAsync("umount", [agent.Layout.Root], CancellationToken.None);
        }
    }

    [Fact]
    public async Task NoRight()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become another user without a password");
        var program = Path.Combine(Fleet.Root.Folder("tools"), "aops-agent-service");
        if (!File.Exists(program)) File.Copy(Fleet.Programs.Program("aops-agent-service"), program);

        var result = await Command.RunAsync("setpriv",
        [
            "--reuid=65534", "--regid=65534", "--clear-groups", program, "install", "--root", "/",
            "--endpoint", Fleet.Server.Url.ToString(), "--token", "any",
        ], Stop);

        Assert.Equal(ExitCodes.NoPermission, result.ExitCode);
        Assert.Contains("root", result.Error);
        Assert.False(Directory.Exists("/opt/aops"));
    }

    [Fact]
    public async Task UnknownVerb()
    {
        var result = await Command.RunAsync(Fleet.Programs.Program("aops-agent-service"), ["instal"], Stop);

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
    }

    private static void AssertRefused(CommandResult result, int code, string word, AgentHost agent)
    {
        Assert.True(result.ExitCode == code, $"exit code {result.ExitCode} instead of {code}:\n{result.Text}");
        Assert.Contains(word, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(agent.Leftovers());
        Assert.Empty(ProcessesWithin.Find(agent.Layout.Root));
    }

    private async Task<CommandResult> InstallAsync(AgentHost agent, string endpoint, string authority) =>
        await Command.RunAsync(Fleet.Programs.Program("aops-agent-service"),
        [
            "install", "--root", agent.Layout.Root, "--endpoint", endpoint, "--ca", authority,
            "--token", await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop),
        ], Stop);

    private static async Task<string> OtherAuthorityAsync(TempRoot folder)
    {
        var certificate = Path.Combine(folder.Path, "ca.pem");
        (await Command.RunAsync("openssl",
        [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
            "-subj", "/CN=another authority", "-keyout", Path.Combine(folder.Path, "key.pem"), "-out", certificate,
        ], Stop)).MustSucceed();
        return certificate;
    }

    // A repository that this test may spoil.
    private static async Task<Fleet> OtherServerAsync()
    {
        var other = new Fleet("spoilt");
        await other.Workshop.InitAsync(Stop);
        await other.Workshop.AddAgentAsync(other.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        await other.Workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await other.StartServerAsync(Stop);
        await other.PublishAsync(Stop);
        return other;
    }
}
