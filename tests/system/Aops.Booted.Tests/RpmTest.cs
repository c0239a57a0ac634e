using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>A test with a machine that knows the key of the packages, and has none of them yet.</summary>
public abstract class RpmTest(RpmSite site) : SystemdTest
{
    /// <summary>The agent's package.</summary>
    protected const string Package = "aops-agent";

    public override async ValueTask InitializeAsync()
    {
        site.RequireMachines();
        Agent = await BootedAgent.BootAsync(site.Fleet, Stop);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            Lay($"{RpmSite.Packages(version)}/{FileOf(Package, version)}", "srv");
        var first = RpmSite.Packages(PublishedPrograms.First);
        Lay($"{first}/{FileOf("aops-server", PublishedPrograms.First)}", "srv");
        Lay($"{first}/RPM-GPG-KEY-aops", "srv");
        (await RunAsync("rpmkeys", "--import", "/srv/RPM-GPG-KEY-aops")).MustSucceed();
    }

    /// <summary>File name of a package.</summary>
    private protected static string FileOf(string name, string version) => $"{name}-{version}-1.x86_64.rpm";

    private protected Task<CommandResult> RunAsync(params string[] words) => Agent.Machine.RunAsync(Stop, words);

    /// <summary>
    /// Has rpm do something that must succeed. Only what is signed is taken. The rpm database of a Debian knows none of
    /// the libraries that a package asks for.
    /// </summary>
    private protected async Task<string> RpmAsync(params string[] words) => (await RunAsync(
        ["rpm", "--nodeps", "--define", "_pkgverify_level all", .. words])).MustSucceed().Text;

    /// <summary>Installs a version of the agent's package, or upgrades to it.</summary>
    private protected Task<string> TakeAsync(string version, params string[] more) =>
        RpmAsync(["-U", .. more, $"/srv/{FileOf(Package, version)}"]);

    /// <summary>Nothing that the package owns was changed.</summary>
    private protected async Task AssertCleanAsync(string package = Package)
    {
        var result = await RunAsync("rpm", "-V", "--nodeps", package);
        Assert.Equal("", result.Text);
        Assert.Equal(0, result.ExitCode);
    }

    /// <summary>Lays down what a host needs to enrol by itself; the token last.</summary>
    private protected async Task LayDownEnrolmentAsync()
    {
        var server = site.Fleet.Server;
        Agent.Files.EditConf(("heartbeatSrv", server.Url.GetLeftPart(UriPartial.Authority)));
        Agent.QuickenTimes();
        Lay(server.Authority, "etc/aops/trust", "ca.pem");
        var token = await server.Api.CreateEnrolmentTokenAsync(Stop);
        (await RunAsync("sh", "-c", $"umask 077; echo {token} >/etc/aops/.token; mv /etc/aops/.token /etc/aops/token"))
            .MustSucceed();
    }

    /// <summary>Installs the first version, enrols by a token, and orders a sub-agent.</summary>
    /// <returns>Pid of the sub-agent.</returns>
    private protected async Task<int> EnrolAsync()
    {
        await TakeAsync(PublishedPrograms.First);
        await LayDownEnrolmentAsync();
        await Agent.WaitHealthyAsync(Stop);
        return await Agent.RunTickerAsync(Stop);
    }

    /// <summary>Waits until the suite runs a version that is on no trial.</summary>
    private protected async Task WaitForVersionAsync(string version)
    {
        await Agent.WaitAsync($"version {version} is committed",
            s => s["version"]?.GetValue<string>() == version
                && s["upgrade"]?["phase"]?.GetValue<string>() == "success", Stop, TimeSpan.FromSeconds(180));
        await Agent.WaitHealthyAsync(Stop);
    }

    /// <summary>No process, unit or file of the suite is there, but what is named.</summary>
    private protected async Task AssertNothingIsLeftAsync(params string[] but)
    {
        var processes = await RunAsync("ps", "-eo", "args");
        Assert.DoesNotContain("aops", processes.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Site.Ticker, processes.Output, StringComparison.Ordinal);
        foreach (var role in new[] { Role.Spm, Role.Spa })
            Assert.Equal("not-found", await Agent.ShowAsync(UnitNames.Of(role), "LoadState", Stop));
        Assert.Equal("", (await Agent.SystemctlAsync(Stop, "list-unit-files", "--no-legend", "aops*")).Output.Trim());
        var left = await RunAsync("find", "/etc", "/opt", "/run", "/usr", "/var", "-xdev", "-path", "*aops*",
            "-not", "-path", "/var/log/journal/*", "-not", "-path", "/run/systemd/*");
        Assert.Equal(but, left.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    private void Lay(string file, string folder, string? name = null)
    {
        var target = Directory.CreateDirectory(Path.Combine(Agent.Machine.Root, folder)).FullName;
        File.Copy(file, Path.Combine(target, name ?? Path.GetFileName(file)), overwrite: true);
    }
}
