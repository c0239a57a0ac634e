using Aops.Harness;

namespace Aops.Booted.Tests.Packages;

public abstract class ServerPackageTests : PackageTest
{
    private const string Server = "aops-server";
    private const string Unit = "aops-server.service";

    private protected ServerPackageTests(PackageSite site, IPackager packager) : base(site, packager)
    {
    }

    [Fact]
    public async Task Server_RunsAsAUserOfItsOwn_AndKeepsItsDataWhenItGoes()
    {
        var said = await TakeServerAsync();
        Assert.Contains("systemctl enable --now aops-server", said, StringComparison.Ordinal);
        Assert.Equal("inactive", await Agent.ShowAsync(Unit, "ActiveState", Stop));
        // The machine shares the network of this host: any free port.
        (await RunAsync("sh", "-c", "echo 'AOPS_SERVER_OPTIONS=--listen 127.0.0.1:0' >" + Packager.Settings + "/aops-server"))
            .MustSucceed();

        (await Agent.SystemctlAsync(Stop, "enable", "--now", Unit)).MustSucceed();

        // The unit is of Type=notify: systemctl has waited until the server reported that it answers.
        Assert.Equal("active", await Agent.ShowAsync(Unit, "ActiveState", Stop));
        await Eventually.HoldsAsync("it listens", BootedAgent.Soon, async token =>
            (await RunAsync("journalctl", "--no-pager", "-u", Unit)).Output.Contains("listens on", StringComparison.Ordinal), Stop);
        var pid = await Agent.ShowAsync(Unit, "MainPID", Stop);
        Assert.Equal(Server, (await RunAsync("ps", "-o", "user:32=", "-p", pid)).Output.Trim());
        Assert.Equal("700 aops-server", (await RunAsync("stat", "-c", "%a %U", "/var/lib/aops-server")).Output.Trim());
        var token = await RunAsync("runuser", "-u", Server, "--", Server, "token", "create", "--data", "/var/lib/aops-server");
        Assert.NotEqual("", token.MustSucceed().Output.Trim());

        var exposure = await RunAsync("systemd-analyze", "security", "--no-pager", "--threshold=20", Unit);
        Assert.True(exposure.ExitCode == 0, exposure.Text);

        await RemoveAsync(Server);
        Assert.Equal("not-found", await Agent.ShowAsync(Unit, "LoadState", Stop));
        Assert.DoesNotContain(Server, (await RunAsync("ps", "-eo", "args")).Output, StringComparison.Ordinal);
        (await RunAsync("test", "-s", "/var/lib/aops-server/aops.db")).MustSucceed();
    }

    [Fact]
    public async Task UnitsOfBothPackages_AreVerified()
    {
        await TakeAsync(PublishedPrograms.First);
        await TakeServerAsync();

        // What it starts is there once the host is enrolled.
        (await RunAsync("sh", "-c", "mkdir -p /opt/aops/bin; cp /usr/lib/aops/seed/bin/aops-launch /opt/aops/bin/")).MustSucceed();
        foreach (var unit in new[] { "aops-enrol.path", "aops-enrol.service", "aops-spa.service", "aops-spm.service", "aops.slice", Unit })
        {
            var result = await RunAsync("systemd-analyze", "verify", "--man=no", $"/usr/lib/systemd/system/{unit}");
            Assert.Equal("", result.Text.Trim());
            Assert.Equal(0, result.ExitCode);
        }
        await AssertCleanAsync(Server);
    }

    private Task<string> TakeServerAsync()
    {
        Agent.Machine.Lay($"{Packager.Folder(PublishedPrograms.First)}/{Packager.FileOf(Server, PublishedPrograms.First)}", "srv");
        return TakeAsync(PublishedPrograms.First, Server);
    }
}
